/** Runs in the page: elements beyond its right edge, except in a box that scrolls. */
export function findTooWide(width: number): string[] {
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => `<${element.tagName.toLowerCase()} id="${element.id}" class="${element.className}">`);
}
