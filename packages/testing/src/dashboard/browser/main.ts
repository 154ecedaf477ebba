/** Shows the account live. All data is inserted as text; the trusted types policy of the page blocks HTML. */
import type { DashboardState } from '../state/state.ts';
import { showContacts, showJobs, showUploads } from './account.ts';
import { listenForActions } from './actions.ts';
import { find, write } from './dom.ts';
import { announce, showSummary } from './summary.ts';
import { showDeliveries, showEndpoints, showRequests, showViolations } from './traffic.ts';

const run = meta('run');
const base = location.origin;
let last: DashboardState | undefined;

function meta(name: string): string {
  return document.querySelector(`meta[name=sandbox-${name}]`)?.getAttribute('content') ?? '';
}

function showAll(state: DashboardState): void {
  showSummary(state);
  showUploads(state.uploads);
  find('jobs-section').hidden = state.jobs.length === 0;
  showJobs(state.jobs);
  find('contacts-section').hidden = !state.contactsEnabled && state.contacts.length === 0;
  showContacts(state.contacts);
  showEndpoints(state.endpoints);
  showDeliveries(state.deliveries);
  showRequests(state.requests);
  showViolations(state.violations);
  if (last !== undefined) announce(state, last);
  last = state;
}

function showLink(state: 'live' | 'lost'): void {
  document.body.dataset['link'] = state;
  write(find('link'), state === 'live' ? 'Live' : 'Connection lost');
  const lost = find('lost');
  lost.hidden = state === 'live';
  write(
    lost,
    'The connection to the sandbox is lost, so the data below may be outdated. The page reconnects automatically.',
  );
  for (const controls of document.querySelectorAll('fieldset')) controls.disabled = state === 'lost';
}

function watch(): void {
  const events = new EventSource('/_sandbox/events');
  events.addEventListener('open', () => showLink('live'));
  events.addEventListener('error', () => {
    showLink('lost');
    // The server rejected the connection; the browser doesn't retry that automatically.
    if (events.readyState === EventSource.CLOSED) setTimeout(watch, 3000);
  });
  events.addEventListener('run', ({ data }) => {
    // The server was restarted, and requires another token.
    if (data !== run) location.reload();
  });
  events.addEventListener('message', ({ data }) => showAll(JSON.parse(String(data)) as DashboardState));
}

write(find('base'), base);
write(
  find('example'),
  `curl ${base}/api/v1/uploads -H "Authorization: Bearer $OPTIMALDIAL_API_KEY" \\\n  -F file=@list.csv -F phone_column=Phone`,
);
const copy = find('copy');
copy.hidden = navigator.clipboard === undefined;
copy.addEventListener('click', () => {
  navigator.clipboard.writeText(base).then(
    () => write(copy, 'Copied'),
    () => write(copy, 'Copying failed'),
  );
  setTimeout(() => write(copy, 'Copy'), 2000);
});
listenForActions(meta('token'));
watch();
