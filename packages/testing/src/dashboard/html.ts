import { FAULT_KINDS, type FaultKind } from '../sandbox/faults/inject-fault.ts';
import type { Duration } from '../sandbox/simulation/duration.ts';
import { script, style } from './assets.ts';

/** How far the buttons advance the time, and their labels. */
const STEPS: readonly (readonly [Duration, string])[] = [
  ['5s', '5 s'],
  ['1min', '1 min'],
  ['1h', '1 h'],
  ['1d', '1 day'],
];

const FAULT_LABELS: Readonly<Record<FaultKind, string>> = {
  reset: 'connection reset, not executed',
  'rate-limit': '429, not executed',
  unavailable: '503, not executed',
  'reset-after-commit': 'connection reset, but executed',
  'bad-gateway': '502, but executed',
  timeout: 'executed, but no response',
  stall: 'response stalls halfway',
  truncate: 'response truncated halfway',
  slow: 'response delayed by 5 s',
  late: 'execution delayed by 5 s',
};

/**
 * Renders the page. All data is inserted later, as text and never as HTML.
 *
 * @param options.nonce allows the inline script and style in the content security policy
 * @param options.token authenticates the actions
 * @param options.run identifies the start of the server
 */
export function dashboardHtml({ nonce, token, run }: { nonce: string; token: string; run: string }): string {
  const kinds = FAULT_KINDS.map((kind) => `<option value="${kind}">${FAULT_LABELS[kind]}</option>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="sandbox-token" content="${token}">
<meta name="sandbox-run" content="${run}">
<title>OptimalDial sandbox</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%233b4fe0'/%3E%3Cpath d='M4 12V9m4 3V4m4 8V7' stroke='%23fff' stroke-width='2' stroke-linecap='round'/%3E%3C/svg%3E">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<header class="top">
  <h1><svg viewBox="0 0 16 16" aria-hidden="true"><rect width="16" height="16" rx="4"/><path d="M4 12V9m4 3V4m4 8V7"/></svg>OptimalDial <span>sandbox</span></h1>
  <p class="base"><span class="label">Base URL</span><code id="base"></code><button id="copy" class="quiet" type="button" hidden>Copy</button></p>
  <p id="link" class="link">Connecting</p>
</header>
<main>
  <p id="lost" class="notice" role="alert" hidden></p>
  <dl class="figures">
    <div class="figure main"><dt>Credits</dt><dd id="credits">–</dd><dd id="charged" class="note"></dd><dd class="action">
      <fieldset><form data-action="grant"><input name="credits" type="number" min="1" max="1000000000" step="1" value="1000" required aria-label="Credits to grant"><button>Grant credits</button></form></fieldset>
    </dd></div>
    <div class="figure main"><dt>Time</dt><dd id="time">–</dd><dd id="date" class="note"></dd><dd class="action">
      <fieldset aria-label="Advance the time">${STEPS.map(([by, label]) => `<button type="button" data-action="advance" data-by="${by}">+${label}</button>`).join('')}</fieldset>
    </dd></div>
    <div class="figure"><dt>Uploads</dt><dd id="upload-count">–</dd><dd id="open-count" class="note"></dd><dd class="action">
      <fieldset><button type="button" data-action="sample">Send sample list</button></fieldset>
    </dd></div>
    <div class="figure"><dt>Violations</dt><dd id="violation-count">–</dd><dd id="request-count" class="note"></dd><dd class="action">
      <a id="show-violations" class="button" href="#violations-title">Show</a>
    </dd></div>
  </dl>
  <fieldset class="fault">
    <form id="arm" data-action="arm"><label for="fault-kind">Fault for the next request</label><select id="fault-kind" name="kind">${kinds}</select><button id="arm-button">Inject</button></form>
    <p id="armed" class="armed" hidden><span id="armed-text"></span> <button type="button" id="disarm" class="quiet" data-action="disarm">Cancel</button></p>
  </fieldset>
  <p id="error" class="notice" role="alert" hidden></p>
  ${section('uploads', 'Uploads', ['File', 'Status', '#Numbers', '#Credits', 'Created', '-Actions'], `<p>No uploads yet. Send a sample list with the button above, or call the base URL with the API key that was printed in the terminal. For example, upload a list with curl:</p><pre id="example" tabindex="0" aria-label="Example request"></pre>`)}
  ${section('jobs', 'Jobs', ['List', 'Upload', '#Times sent', '#Uploads', '#Credits'])}
  ${section('contacts', 'Contacts', ['Phone', 'Status', 'Result', '#Credits', 'Created', '-Actions'], `<p>No contacts yet. Create one with <code>POST /api/v1/contacts</code>.</p>`)}
  <div class="pair"><div>
    ${section('endpoints', 'Webhook endpoints', ['URL', 'Status', '#Failures'], `<p>No webhook endpoints yet. Start the sandbox with <code>--route https://hooks.example=http://127.0.0.1:3000</code> to forward deliveries to your server, and create an endpoint at <code>https://hooks.example</code>.</p>`)}
    ${section('deliveries', 'Webhook deliveries', ['Event', 'Status', 'Last response', '#Attempts'], `<p>No deliveries yet. Create a webhook endpoint, then upload a list: its events appear here.</p>`)}
  </div><div>
    ${section('requests', 'Requests', ['Last', 'Request', '#Count', '#Status'], `<p>No requests yet. They appear here, grouped by operation and status.</p>`)}
    ${section('violations', 'Violations of the spec', ['Last', 'Request', '#Count', '#Side'], `<p>No violations. Requests that don't match the spec appear here, with the reason.</p>`)}
  </div></div>
</main>
<p id="announcement" class="unseen" role="status"></p>
<script type="module" nonce="${nonce}">${script}</script>
</body>
</html>
`;
}

/**
 * A section with a table.
 *
 * @param columns those that start with `#` are aligned right; the name of one that starts with `-` isn't visible
 * @param empty shown while the table has no rows. Without it, the section is hidden
 */
function section(id: string, title: string, columns: readonly string[], empty?: string): string {
  const head = columns.map((name) => {
    if (name.startsWith('-')) return `<th scope="col"><span class="unseen">${name.slice(1)}</span></th>`;
    return name.startsWith('#')
      ? `<th scope="col" class="number">${name.slice(1)}</th>`
      : `<th scope="col">${name}</th>`;
  });
  return `<section id="${id}-section" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <table id="${id}" hidden><thead><tr>${head.join('')}</tr></thead><tbody></tbody></table>${empty === undefined ? '' : `<div class="empty">${empty}</div>`}
  </section>`;
}
