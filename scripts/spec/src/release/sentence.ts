import type { Change } from '../diff/compare.ts';
import type { Assessment } from './assess.ts';

// Keeps the changelog readable. `pnpm spec:diff` shows everything.
const MOST = 8;

/** Describes the changes in one sentence, breaking changes first. Includes docs only if nothing else changed. */
export function sentenceOf({ changes, broken }: Assessment): string {
  const breaking = changes.filter(({ severity }) => severity === 'breaking').map(({ what }) => what);
  if (broken.length > 0) {
    const places = new Set(broken.map(({ place }) => place.replace(/, line \d+$/, '')));
    breaking.push(`Changed what ${[...places].join(' and ')} ${places.size > 1 ? 'show' : 'shows'}`);
  }
  const additive = changes.filter(({ severity }) => severity === 'additive').map(({ what }) => what);
  const words = changes.filter(({ severity }) => severity === 'docs').map(({ what }) => what);
  const parts = [
    breaking.length > 0 ? `${list(breaking)} (breaking)` : '',
    list(additive),
    breaking.length + additive.length === 0 ? list(words) : '',
    ...changes.flatMap(news),
  ].filter((part) => part !== '');
  return `${parts.map((part, index) => (index > 0 ? lower(part) : part)).join('; ')}.`;
}

function news({ newValues, field }: Change): string[] {
  if (newValues.length === 0) return [];
  const values = newValues.map((value) => `\`${value}\``).join(', ');
  return [`an exhaustive switch over ${field === '' ? 'events' : `\`${field}\``} needs a case for ${values}`];
}

function list(items: readonly string[]): string {
  const shown =
    items.length > MOST ? [...items.slice(0, MOST - 1), `${items.length - MOST + 1} more`] : items;
  const [first = '', ...rest] = shown.map((item, index) => (index > 0 ? lower(item) : item));
  const last = rest.pop();
  return last === undefined ? first : `${[first, ...rest].join(', ')} and ${last}`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
