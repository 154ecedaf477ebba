// What is sent into a page takes nothing along that stands outside of it.
/* oxlint-disable unicorn/consistent-function-scoping */

/** Runs in the page: what reaches beyond its right edge, unless it can be scrolled to in a box of its own. */
export function findTooWide(width: number): string[] {
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => `<${element.tagName.toLowerCase()} id="${element.id}" class="${element.className}">`);
}

/** Runs in the page: texts whose contrast to their background is below what WCAG asks for. */
export function findHardToRead(least: number): string[] {
  const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red = 0, green = 0, blue = 0]: number[]): number => {
    const linear = (value: number): number =>
      value / 255 <= 0.040_45 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const behind = (element: Element): number[] => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color[3] === undefined || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const found: string[] = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(
      ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim(),
    );
    if (!own || !element.checkVisibility() || element.matches('option, script, style, :disabled')) continue;
    const one = luminance(channels(getComputedStyle(element).color));
    const other = luminance(behind(element));
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < least) found.push(`${contrast.toFixed(1)}: ${element.textContent?.trim().slice(0, 40)}`);
  }
  return found;
}
