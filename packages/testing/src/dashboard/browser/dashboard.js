/**
 * Shows the account live. All data is inserted with `textContent`; the trusted types policy of the page
 * blocks HTML.
 *
 * @import { ShownJob } from '../jobs.ts'
 * @import { DashboardState, ShownDelivery, ShownRequest, ShownUpload } from '../state.ts'
 */

/** @param {string} name */
const meta = (name) => document.querySelector(`meta[name=sandbox-${name}]`)?.getAttribute('content') ?? '';
const token = meta('token');
const run = meta('run');
const base = location.origin;

/** @param {string} id */
function find(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`Missing element #${id}.`);
  return found;
}

/**
 * Sets a text if it changed, so that selections and screen readers aren't interrupted.
 *
 * @param {Node} node
 * @param {string | number | null} value
 */
function write(node, value) {
  const text = value === null ? '' : typeof value === 'number' ? value.toLocaleString('en-US') : value;
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {string} name
 * @param {string} [className]
 * @param {...Node} children
 */
function element(name, className = '', ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/**
 * A table cell. Its label is shown on narrow screens, where tables have no header.
 *
 * @param {string} className
 * @param {string} [label]
 * @param {...Node} children
 */
function cell(className, label, ...children) {
  const made = element('td', className, ...children);
  if (label !== undefined) made.dataset['label'] = label;
  return made;
}

/**
 * Returns a function that updates a table. It reuses rows, so that their buttons keep the focus.
 *
 * @template {{ id: string | number }} T
 * @param {string} name
 * @param {() => { cells: Node[], show: (item: T) => void }} createRow
 * @returns {(items: readonly T[]) => void}
 */
function createTable(name, createRow) {
  const table = find(name);
  const body = table.querySelector('tbody');
  const empty = table.nextElementSibling;
  /** @type {Map<string | number, { row: HTMLElement, show: (item: T) => void }>} */
  const rows = new Map();
  return (items) => {
    table.hidden = items.length === 0;
    empty?.toggleAttribute('hidden', items.length > 0);
    for (const [index, item] of items.entries()) {
      let entry = rows.get(item.id);
      if (entry === undefined) {
        const { cells, show } = createRow();
        entry = { row: element('tr', '', ...cells), show };
        rows.set(item.id, entry);
      }
      entry.show(item);
      const current = body?.children[index] ?? null;
      if (current !== entry.row) body?.insertBefore(entry.row, current);
    }
    const ids = new Set(items.map(({ id }) => id));
    for (const [id, { row }] of rows) {
      if (ids.has(id)) continue;
      row.remove();
      rows.delete(id);
    }
  };
}

/** @type {Record<string, string>} */
const TONES = {
  ready_for_processing: 'busy',
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
 * @param {HTMLElement} badge
 * @param {string} text
 * @param {string} [tone]
 */
function mark(badge, text, tone = TONES[text] ?? '') {
  write(badge, text);
  badge.className = `badge ${tone}`;
}

/** @param {string} stamp */
const timeOf = (stamp) => stamp.slice(11, 19);

const showUploads = createTable('uploads', () => {
  const [name, error, badge] = [element('span', 'file'), element('span', 'under bad'), element('span')];
  const bar = document.createElement('progress');
  const share = element('span');
  const progress = element('span', 'progress', bar, share);
  const [valid, invalid] = [element('span'), element('span', 'under')];
  const [charged, refunded] = [element('span'), element('span', 'under')];
  const [created, day] = [element('span', 'nowrap'), element('span', 'under nowrap')];
  const fail = document.createElement('button');
  fail.type = 'button';
  fail.className = 'quiet';
  fail.textContent = 'Fail';
  fail.dataset['action'] = 'fail';
  return {
    cells: [
      cell('wide', undefined, name, error),
      cell('wide', undefined, badge, progress),
      cell('number', 'numbers', valid, invalid),
      cell('number', 'credits', charged, refunded),
      cell('', 'created', created, day),
      cell('push', undefined, fail),
    ],
    /** @param {ShownUpload} upload */
    show(upload) {
      write(name, upload.filename);
      write(error, upload.error);
      mark(badge, upload.status);
      progress.hidden = upload.progress === null;
      bar.value = upload.progress ?? 0;
      bar.setAttribute('aria-label', `Progress of ${upload.filename}`);
      write(share, `${Math.round((upload.progress ?? 0) * 100)} %`);
      write(valid, upload.valid === null ? '–' : upload.valid);
      write(invalid, upload.invalid ? `${upload.invalid.toLocaleString('en-US')} invalid` : '');
      write(charged, upload.charged === null ? '–' : upload.charged);
      write(refunded, upload.refunded ? `${upload.refunded.toLocaleString('en-US')} refunded` : '');
      write(created, timeOf(upload.created));
      write(day, upload.created.slice(0, 10));
      fail.hidden = upload.progress === null;
      fail.dataset['id'] = upload.id;
      fail.setAttribute('aria-label', `Fail ${upload.filename}`);
    },
  };
});

const showJobs = createTable('jobs', () => {
  const [list, under, badge] = [element('span', 'file'), element('span', 'under mono'), element('span')];
  const [sends, uploads, credits] = [element('span'), element('span'), element('span')];
  return {
    cells: [
      cell('wide', undefined, list, under),
      cell('wide', undefined, badge),
      cell('number', 'times sent', sends),
      cell('number', 'uploads', uploads),
      cell('number', 'credits', credits),
    ],
    /** @param {ShownJob} job */
    show(job) {
      write(list, job.list);
      write(under, job.id);
      mark(badge, job.state);
      write(sends, job.sends);
      write(uploads, job.uploads);
      write(credits, job.credits);
    },
  };
});

const showRequests = createTable('requests', () => {
  const [at, method, path, badge] = [
    element('span', 'nowrap mono'),
    element('span', 'method'),
    element('span'),
    element('span'),
  ];
  const violations = element('ul', 'violations');
  return {
    cells: [
      cell('', undefined, at),
      cell('call', undefined, element('span', 'mono', method, new Text(' '), path), violations),
      cell('push', undefined, badge),
    ],
    /** @param {ShownRequest} request */
    show(request) {
      write(at, timeOf(request.at));
      write(method, request.method);
      write(path, request.path);
      const { status } = request;
      const tone = status === null || status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good';
      mark(badge, status === null ? 'no response' : String(status), tone);
      if (violations.childElementCount === request.violations.length) return;
      violations.replaceChildren(...request.violations.map((text) => element('li', '', new Text(text))));
    },
  };
});

const showDeliveries = createTable('deliveries', () => {
  const [event, badge, response, next, attempts] = [
    element('span', 'mono'),
    element('span'),
    element('span'),
    element('span', 'under'),
    element('span'),
  ];
  return {
    cells: [
      cell('wide', undefined, event),
      cell('', undefined, badge),
      cell('', 'response', response, next),
      cell('number', 'attempts', attempts),
    ],
    /** @param {ShownDelivery} delivery */
    show(delivery) {
      write(event, delivery.event);
      mark(badge, delivery.status);
      write(response, delivery.response ?? '–');
      write(
        next,
        delivery.next === null || delivery.attempts === 0 ? '' : `retry at ${timeOf(delivery.next)}`,
      );
      write(attempts, delivery.attempts);
    },
  };
});

/** @type {DashboardState | undefined} */
let last;

/** @param {DashboardState} state */
function showAll(state) {
  const inProgress = state.uploads.filter(({ progress }) => progress !== null).length;
  const charged = state.uploads.reduce((sum, one) => sum + (one.charged ?? 0) - (one.refunded ?? 0), 0);
  write(find('credits'), state.credits);
  write(find('charged'), `${charged.toLocaleString('en-US')} charged for the uploads below`);
  write(find('time'), timeOf(state.now));
  write(find('date'), `${state.now.slice(0, 10)} UTC`);
  write(find('upload-count'), state.uploadCount);
  write(find('open-count'), `${inProgress} in progress`);
  write(find('violation-count'), state.violationCount);
  find('violation-count').className = state.violationCount > 0 ? 'bad' : '';
  write(find('request-count'), `in ${state.requestCount.toLocaleString('en-US')} requests`);
  find('armed').hidden = state.armed === null;
  if (state.armed !== null) write(find('armed-text'), `Next request: ${faultLabel(state.armed)}`);
  find('arm').hidden = find('fault-kind').hidden = state.armed !== null;
  showUploads(state.uploads);
  find('jobs-section').hidden = state.jobs.length === 0;
  showJobs(state.jobs);
  showRequests(state.requests);
  showDeliveries(state.deliveries);
  announce(state);
  last = state;
}

/** @param {string} kind */
const faultLabel = (kind) => document.querySelector(`option[value="${kind}"]`)?.textContent ?? kind;

/**
 * Announces changes to screen readers.
 *
 * @param {DashboardState} state
 */
function announce(state) {
  if (last === undefined) return;
  const before = new Map(last.uploads.map(({ id, status }) => [id, status]));
  const news = state.uploads
    .filter(({ id, status }) => before.get(id) !== status)
    .map(({ filename, status }) => `${filename}: ${status.replaceAll('_', ' ')}.`);
  const violations = state.violationCount - last.violationCount;
  if (violations > 0) news.push(`${violations} new violations.`);
  if (state.armed !== last.armed) {
    news.push(
      state.armed === null ? 'No fault is set.' : `Fault for the next request: ${faultLabel(state.armed)}.`,
    );
  }
  if (news.length > 0) write(find('announcement'), news.join(' '));
}

/** @param {string} text */
function showError(text) {
  write(find('error'), text);
  find('error').hidden = text === '';
}

/** @type {WeakSet<HTMLElement>} */
const running = new WeakSet();

/** @param {HTMLElement} button */
async function runAction(button) {
  const { action: name = '', by, id } = button.dataset;
  const kinds = find('fault-kind');
  const kind = kinds instanceof HTMLSelectElement ? kinds.value : undefined;
  // The button isn't disabled, because it would lose the focus.
  if (running.has(button)) return;
  running.add(button);
  try {
    const response = await fetch(`/_sandbox/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sandbox-token': token },
      body: JSON.stringify({ by, id, kind }),
    });
    showError(response.ok ? '' : await response.text());
    if (response.ok && name === 'arm') find('disarm').focus();
    if (response.ok && name === 'disarm') find('arm').focus();
  } catch {
    showError("The sandbox isn't responding.");
  } finally {
    running.delete(button);
  }
}

document.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLElement && target.dataset['action'] !== undefined) void runAction(target);
});

/** @param {'live' | 'lost'} state */
function showLink(state) {
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

/** @param {MessageEvent} event */
const parse = (event) => /** @type {DashboardState} */ (JSON.parse(String(event.data)));

function watch() {
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
  events.addEventListener('message', (event) => showAll(parse(event)));
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
watch();
