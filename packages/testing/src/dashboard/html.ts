import { FAULT_KINDS, type FaultKind } from '../sandbox/faults/inject-fault.ts';
import { script, style } from './assets.ts';

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
    <div class="figure main"><dt>Credits</dt><dd id="credits">–</dd><dd id="charged" class="note"></dd></div>
    <div class="figure"><dt>Time</dt><dd id="time">–</dd><dd id="date" class="note"></dd></div>
    <div class="figure"><dt>Uploads</dt><dd id="upload-count">–</dd><dd id="open-count" class="note"></dd></div>
    <div class="figure"><dt>Violations</dt><dd id="violation-count">–</dd><dd id="request-count" class="note"></dd></div>
  </dl>
  <div class="controls">
    <fieldset id="time-controls">
      <legend>Advance the time</legend>
      <button type="button" data-action="advance" data-by="1min">+1 min</button>
      <button type="button" data-action="advance" data-by="1h">+1 h</button>
      <button type="button" data-action="advance" data-by="1d">+1 day</button>
    </fieldset>
    <fieldset id="fault-controls">
      <legend>Inject a fault into the next request</legend>
      <select id="fault-kind" aria-label="Fault">${kinds}</select>
      <button type="button" id="arm" data-action="arm">Inject</button>
      <p id="armed" class="armed" hidden><span id="armed-text"></span> <button type="button" id="disarm" class="quiet" data-action="disarm">Cancel</button></p>
    </fieldset>
  </div>
  <p id="error" class="notice" role="alert" hidden></p>
  <section aria-labelledby="uploads-title">
    <h2 id="uploads-title">Uploads</h2>
    <table id="uploads" hidden><thead><tr><th scope="col">File</th><th scope="col">Status</th><th scope="col" class="number">Numbers</th><th scope="col" class="number">Credits</th><th scope="col">Created</th><th><span class="unseen">Action</span></th></tr></thead><tbody></tbody></table>
    <div class="empty"><p>No uploads yet. Call the base URL with the API key that was printed in the terminal. For example, upload a list with curl:</p><pre id="example" tabindex="0" aria-label="Example request"></pre></div>
  </section>
  <section id="jobs-section" aria-labelledby="jobs-title" hidden>
    <h2 id="jobs-title">Jobs</h2>
    <table id="jobs"><thead><tr><th scope="col">List</th><th scope="col">Upload</th><th scope="col" class="number">Times sent</th><th scope="col" class="number">Uploads</th><th scope="col" class="number">Credits</th></tr></thead><tbody></tbody></table>
  </section>
  <div class="pair">
    <section aria-labelledby="requests-title">
      <h2 id="requests-title">Requests</h2>
      <table id="requests" hidden><thead><tr><th scope="col">Time</th><th scope="col">Request</th><th scope="col">Status</th></tr></thead><tbody></tbody></table>
      <div class="empty"><p>No requests yet. Each request appears here, with its violations of the spec.</p></div>
    </section>
    <section aria-labelledby="deliveries-title">
      <h2 id="deliveries-title">Webhook deliveries</h2>
      <table id="deliveries" hidden><thead><tr><th scope="col">Event</th><th scope="col">Status</th><th scope="col">Last response</th><th scope="col" class="number">Attempts</th></tr></thead><tbody></tbody></table>
      <div class="empty"><p>No deliveries yet. Start the sandbox with <code>--route https://hooks.example=http://127.0.0.1:3000</code>, and create a webhook endpoint at <code>https://hooks.example</code>.</p></div>
    </section>
  </div>
</main>
<p id="announcement" class="unseen" role="status"></p>
<script type="module" nonce="${nonce}">${script}</script>
</body>
</html>
`;
}
