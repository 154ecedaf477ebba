import type { ShownContact } from '../state/contacts.ts';
import type { ShownJob } from '../state/jobs.ts';
import type { ShownUpload } from '../state/uploads.ts';
import { progress, text, time, badge } from './columns.ts';
import { element, formatNumber } from './dom.ts';
import { cell, createTable, type Column } from './table.ts';

/** Updates the table of uploads. */
export const showUploads: (uploads: readonly ShownUpload[]) => void = createTable('uploads', [
  text(({ filename }) => filename, { error: ({ error }) => error, style: 'strong', className: 'wide' }),
  progress(({ filename }) => filename),
  text(({ valid }) => valid ?? '–', {
    under: [({ invalid }) => (invalid ? `${formatNumber(invalid)} invalid` : '')],
    className: 'number',
    label: 'numbers',
  }),
  text(({ charged }) => charged ?? '–', {
    under: [({ refunded }) => (refunded ? `${formatNumber(refunded)} refunded` : '')],
    className: 'number',
    label: 'credits',
  }),
  time(({ created }) => created, 'created'),
  actions(({ filename }) => filename, ['processed', 'processed-filtered']),
]);

/** Updates the table of contacts. */
export const showContacts: (contacts: readonly ShownContact[]) => void = createTable('contacts', [
  text(({ phone }) => phone, { error: ({ error }) => error, style: 'strong', className: 'wide' }),
  progress(({ phone }) => phone),
  text(({ result }) => result ?? '–', { label: 'result' }),
  text(({ charged }) => charged, { className: 'number', label: 'credits' }),
  time(({ created }) => created, 'created'),
  actions(({ phone }) => phone, []),
]);

/** Updates the table of jobs. */
export const showJobs: (jobs: readonly ShownJob[]) => void = createTable('jobs', [
  text(({ list }) => list, { under: [({ id }) => id], style: 'strong', className: 'wide' }),
  badge(({ state }) => state, { className: 'wide' }),
  text(({ sends }) => sends, { className: 'number', label: 'times sent' }),
  text(({ uploads }) => uploads, { className: 'number', label: 'uploads' }),
  text(({ credits }) => credits, { className: 'number', label: 'credits' }),
]);

const FILE_LABELS = { processed: 'Results', 'processed-filtered': 'Filtered' };

/** A button that fails an item in progress, and the links to the files of a completed one. */
function actions<
  T extends { readonly id: string; readonly status: string; readonly progress: number | null },
>(name: (item: T) => string, files: readonly (keyof typeof FILE_LABELS)[]): Column<T> {
  return () => {
    const fail = element('button', 'quiet', 'Fail');
    fail.setAttribute('type', 'button');
    fail.dataset['action'] = 'fail';
    const links = files.map((file) => {
      const link = element('a', 'button quiet', FILE_LABELS[file]);
      link.setAttribute('download', '');
      return { file, link };
    });
    return {
      node: cell({ className: 'push actions' }, fail, ...links.map(({ link }) => link)),
      show(item) {
        fail.hidden = item.progress === null;
        fail.dataset['id'] = item.id;
        fail.setAttribute('aria-label', `Fail ${name(item)}`);
        for (const { file, link } of links) {
          link.hidden = item.status !== 'completed';
          link.setAttribute('href', `/_sandbox/results/${item.id}/${file}.csv`);
          link.setAttribute('aria-label', `${FILE_LABELS[file]}: download the CSV of ${name(item)}`);
        }
      },
    };
  };
}
