/**
 * Shows the account live. Whatever it shows goes in by `textContent`: the page's policy on trusted types
 * would refuse anything else.
 *
 * @import { PageState, ShownDelivery, ShownRequest, ShownUpload } from '../state.ts'
 */

/** @param {string} name */
const meta = (name) => document.querySelector(`meta[name=sandbox-${name}]`)?.getAttribute('content') ?? '';
const token = meta('token');
const run = meta('run');
const base = location.origin;

/** @param {string} id */
function find(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}.`);
  return found;
}

/**
 * Changes a text, where it is another one: what is selected or read out stays so.
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
 * A cell; on a narrow page, where a table has no head, with its label.
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
 * A table that keeps the row of each thing, so that a button in it keeps its focus.
 *
 * @template {{ id: string | number }} T
 * @param {string} name
 * @param {() => { cells: Node[], show: (one: T) => void }} make
 * @returns {(all: readonly T[]) => void}
 */
function keepTable(name, make) {
  const table = find(name);
  const body = table.querySelector('tbody');
  const empty = table.nextElementSibling;
  /** @type {Map<string | number, { row: HTMLElement, show: (one: T) => void }>} */
  const rows = new Map();
  return (all) => {
    table.hidden = all.length === 0;
    empty?.toggleAttribute('hidden', all.length > 0);
    for (const [index, one] of all.entries()) {
      let kept = rows.get(one.id);
      if (kept === undefined) {
        const { cells, show } = make();
        kept = { row: element('tr', '', ...cells), show };
        rows.set(one.id, kept);
      }
      kept.show(one);
      const there = body?.children[index] ?? null;
      if (there !== kept.row) body?.insertBefore(kept.row, there);
    }
    const ids = new Set(all.map(({ id }) => id));
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

const showUploads = keepTable('uploads', () => {
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
  fail.dataset['press'] = 'fail';
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
      write(refunded, upload.refunded ? `${upload.refunded.toLocaleString('en-US')} given back` : '');
      write(created, timeOf(upload.created));
      write(day, upload.created.slice(0, 10));
      fail.hidden = upload.progress === null;
      fail.dataset['id'] = upload.id;
      fail.setAttribute('aria-label', `Fail ${upload.filename}`);
    },
  };
});

const showRequests = keepTable('requests', () => {
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
      mark(badge, status === null ? 'broken' : String(status), tone);
      if (violations.childElementCount === request.violations.length) return;
      violations.replaceChildren(...request.violations.map((text) => element('li', '', new Text(text))));
    },
  };
});

const showDeliveries = keepTable('deliveries', () => {
  const [event, badge, answer, next, attempts] = [
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
      cell('', 'answer', answer, next),
      cell('number', 'attempts', attempts),
    ],
    /** @param {ShownDelivery} delivery */
    show(delivery) {
      write(event, delivery.event);
      mark(badge, delivery.status);
      write(answer, delivery.answer ?? '–');
      write(
        next,
        delivery.next === null || delivery.attempts === 0 ? '' : `again at ${timeOf(delivery.next)}`,
      );
      write(attempts, delivery.attempts);
    },
  };
});

/** @type {PageState | undefined} */
let last;

/** @param {PageState} state */
function showAll(state) {
  const open = state.uploads.filter(({ progress }) => progress !== null).length;
  const charged = state.uploads.reduce((sum, one) => sum + (one.charged ?? 0) - (one.refunded ?? 0), 0);
  write(find('credits'), state.credits);
  write(find('charged'), `${charged.toLocaleString('en-US')} charged for the uploads below`);
  write(find('time'), timeOf(state.now));
  write(find('date'), `${state.now.slice(0, 10)} UTC`);
  write(find('upload-count'), state.uploadsInAll);
  write(find('open-count'), `${open} under way`);
  write(find('violation-count'), state.violationsInAll);
  find('violation-count').className = state.violationsInAll > 0 ? 'bad' : '';
  write(find('request-count'), `in ${state.requestsInAll.toLocaleString('en-US')} requests`);
  find('armed').hidden = state.armed === null;
  if (state.armed !== null) write(find('armed-text'), `Armed: ${kindText(state.armed)}`);
  find('break').hidden = find('kind').hidden = state.armed !== null;
  showUploads(state.uploads);
  showRequests(state.requests);
  showDeliveries(state.deliveries);
  tellNews(state);
  last = state;
}

/** @param {string} kind */
const kindText = (kind) => document.querySelector(`option[value="${kind}"]`)?.textContent ?? kind;

/**
 * Says what is new to whoever cannot see it.
 *
 * @param {PageState} state
 */
function tellNews(state) {
  if (last === undefined) return;
  const before = new Map(last.uploads.map(({ id, status }) => [id, status]));
  const news = state.uploads
    .filter(({ id, status }) => before.get(id) !== status)
    .map(({ filename, status }) => `${filename}: ${status.replaceAll('_', ' ')}.`);
  const violations = state.violationsInAll - last.violationsInAll;
  if (violations > 0) news.push(`${violations} more violations.`);
  if (state.armed !== last.armed) {
    news.push(
      state.armed === null ? 'No request is armed.' : `The next request is armed: ${kindText(state.armed)}.`,
    );
  }
  if (news.length > 0) write(find('said'), news.join(' '));
}

/** @param {string} text */
function complain(text) {
  write(find('trouble'), text);
  find('trouble').hidden = text === '';
}

/** @type {WeakSet<HTMLElement>} */
const pressed = new WeakSet();

/** @param {HTMLElement} button */
async function press(button) {
  const { press: name = '', by, id } = button.dataset;
  const kinds = find('kind');
  const kind = kinds instanceof HTMLSelectElement ? kinds.value : undefined;
  // Not by `disabled`, which would take the focus away.
  if (pressed.has(button)) return;
  pressed.add(button);
  try {
    const response = await fetch(`/_sandbox/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sandbox-token': token },
      body: JSON.stringify({ by, id, kind }),
    });
    complain(response.ok ? '' : await response.text());
    if (response.ok && name === 'break') find('mend').focus();
    if (response.ok && name === 'mend') find('break').focus();
  } catch {
    complain('The sandbox does not answer.');
  } finally {
    pressed.delete(button);
  }
}

document.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLElement && target.dataset['press'] !== undefined) void press(target);
});

/** @param {'live' | 'lost'} state */
function showLink(state) {
  document.body.dataset['link'] = state;
  write(find('link'), state === 'live' ? 'Live' : 'Connection lost');
  const lost = find('lost');
  lost.hidden = state === 'live';
  write(
    lost,
    'The connection to the sandbox is lost. What you see is its last word; the page returns by itself when the sandbox does.',
  );
  for (const controls of document.querySelectorAll('fieldset')) controls.disabled = state === 'lost';
}

/** @param {MessageEvent} event */
const parse = (event) => /** @type {PageState} */ (JSON.parse(String(event.data)));

function watch() {
  const events = new EventSource('/_sandbox/events');
  events.addEventListener('open', () => showLink('live'));
  events.addEventListener('error', () => {
    showLink('lost');
    // Refused, which the browser does not try again by itself.
    if (events.readyState === EventSource.CLOSED) setTimeout(watch, 3000);
  });
  events.addEventListener('run', ({ data }) => {
    // Another start of the server: its buttons need another token.
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
    () => write(copy, 'Not allowed'),
  );
  setTimeout(() => write(copy, 'Copy'), 2000);
});
watch();
