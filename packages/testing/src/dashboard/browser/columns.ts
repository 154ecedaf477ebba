import { dateOf, element, timeOf, write } from './dom.ts';
import { cell, type Column } from './table.ts';

type Text<T> = (item: T) => string | number | null;

/**
 * A text, and smaller ones under it, which are hidden if they are empty.
 *
 * @param options.label shown on narrow screens
 * @param options.error shown last, in the color of errors
 */
export function text<T>(
  main: Text<T>,
  {
    under = [],
    error,
    style = '',
    ...options
  }: {
    under?: readonly Text<T>[];
    error?: Text<T>;
    /** Class of the text. */
    style?: string;
    /** Class of the cell. */
    className?: string;
    label?: string;
  } = {},
): Column<T> {
  return () => {
    const lines: [HTMLElement, Text<T>][] = [[element('span', style), main]];
    for (const line of under) lines.push([element('span', 'under'), line]);
    if (error !== undefined) lines.push([element('span', 'under bad'), error]);
    return {
      node: cell(options, ...lines.map(([node]) => node)),
      show(item) {
        for (const [node, line] of lines) write(node, line(item));
      },
    };
  };
}

/** The time and the date of a timestamp. */
export function time<T>(stamp: (item: T) => string, label: string): Column<T> {
  return text((item) => timeOf(stamp(item)), {
    under: [(item) => dateOf(stamp(item))],
    className: 'nowrap',
    label,
  });
}

const TONES: Readonly<Record<string, string>> = {
  ready_for_processing: 'busy',
  queued: 'busy',
  processing: 'busy',
  in_flight: 'busy',
  pending: 'warn',
  completed: 'good',
  delivered: 'good',
  failed: 'bad',
  validation_failed: 'bad',
  exhausted: 'bad',
  pending_mapping: 'warn',
  awaiting_confirmation: 'warn',
  not_uploaded: 'warn',
  charged_twice: 'bad',
};

/**
 * A colored badge.
 *
 * @param tone Default: that of the status
 */
export function badge<T>(
  status: (item: T) => string,
  { tone, className }: { tone?: (item: T) => string; className?: string } = {},
): Column<T> {
  return () => {
    const node = element('span');
    return {
      node: cell({ className }, node),
      show(item) {
        write(node, status(item).replaceAll('_', ' '));
        node.className = `badge ${tone?.(item) ?? TONES[status(item)] ?? ''}`;
      },
    };
  };
}

/**
 * A status and a progress bar under it.
 *
 * @param name names the item for screen readers
 */
export function progress<T extends { readonly status: string; readonly progress: number | null }>(
  name: (item: T) => string,
): Column<T> {
  return () => {
    const status = badge<T>((item) => item.status, { className: 'wide' })();
    const bar = document.createElement('progress');
    const share = element('span');
    const line = element('span', 'progress', bar, share);
    status.node.append(line);
    return {
      node: status.node,
      show(item) {
        status.show(item);
        line.hidden = item.progress === null;
        bar.value = item.progress ?? 0;
        bar.setAttribute('aria-label', `Progress of ${name(item)}`);
        write(share, `${Math.round((item.progress ?? 0) * 100)} %`);
      },
    };
  };
}
