/** Counts distinct positive numbers. */
export interface NumberSet {
  readonly size: number;
  add(number: number): void;
}

const FIRST_SLOTS = 1024;
const FREE = 0;

/**
 * Creates a hash table with open addressing in a typed array. It takes 11 to 21 bytes per number, outside of the
 * heap, and 1.5 times that while it grows. A `Set` takes about 3 times as much.
 */
export function createNumberSet(): NumberSet {
  let slots = new Float64Array(FIRST_SLOTS);
  let size = 0;

  function grow(): void {
    const old = slots;
    slots = new Float64Array(old.length * 2);
    for (const number of old) if (number !== FREE) slots[slotOf(number, slots)] = number;
  }

  return {
    get size() {
      return size;
    },
    add(number) {
      const slot = slotOf(number, slots);
      if (slots[slot] === number) return;
      slots[slot] = number;
      size += 1;
      // Three quarters full.
      if (size * 4 > slots.length * 3) grow();
    },
  };
}

/** The slot that has the number, or the free one for it. */
function slotOf(number: number, slots: Float64Array): number {
  const mask = slots.length - 1;
  // Multiplies by 2³² divided by the golden ratio, then mixes the upper bits into the lower ones.
  const hash = Math.imul(number, 0x9e37_79b1);
  let slot = (hash ^ (hash >>> 15)) & mask;
  while (slots[slot] !== FREE && slots[slot] !== number) slot = (slot + 1) & mask;
  return slot;
}
