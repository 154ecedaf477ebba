import type { DashboardState } from '../state/state.ts';
import { count, dateOf, find, formatNumber, timeOf, write } from './dom.ts';

/** Shows the figures, and the fault for the next request. */
export function showSummary(state: DashboardState): void {
  const inProgress = state.uploads.filter(({ progress }) => progress !== null).length;
  const charged = state.uploads.reduce((sum, one) => sum + (one.charged ?? 0) - (one.refunded ?? 0), 0);
  write(find('credits'), state.credits);
  write(find('charged'), `${formatNumber(charged)} charged for the uploads below`);
  write(find('time'), timeOf(state.now));
  write(find('date'), `${dateOf(state.now)} UTC${state.clock === 'manual' ? ', manual clock' : ''}`);
  write(find('upload-count'), state.uploadCount);
  write(find('open-count'), `${formatNumber(inProgress)} in progress`);
  write(find('violation-count'), state.violationCount);
  find('violation-count').className = state.violationCount > 0 ? 'bad' : '';
  find('show-violations').hidden = state.violationCount === 0;
  write(find('request-count'), `in ${count(state.requestCount, 'request')}`);
  find('armed').hidden = state.armed === null;
  if (state.armed !== null) write(find('armed-text'), `Next request: ${faultLabel(state.armed)}`);
  find('arm').hidden = state.armed !== null;
}

/** Announces what changed to screen readers. */
export function announce(state: DashboardState, last: DashboardState): void {
  const before = new Map(last.uploads.map(({ id, status }) => [id, status]));
  const news = state.uploads
    .filter(({ id, status }) => before.get(id) !== status)
    .map(({ filename, status }) => `${filename}: ${status.replaceAll('_', ' ')}.`);
  const violations = state.violationCount - last.violationCount;
  if (violations > 0) news.push(`${count(violations, 'new violation')}.`);
  if (state.armed !== last.armed) {
    news.push(
      state.armed === null ? 'No fault is set.' : `Fault for the next request: ${faultLabel(state.armed)}.`,
    );
  }
  if (news.length > 0) write(find('announcement'), news.join(' '));
}

function faultLabel(kind: string): string {
  return document.querySelector(`option[value="${kind}"]`)?.textContent ?? kind;
}
