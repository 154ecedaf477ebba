import { FAULT_KINDS, type FaultKind } from '../sandbox/faults.ts';
import { script, style } from './assets.ts';

const KINDS: Readonly<Record<FaultKind, string>> = {
  reset: 'connection lost, nothing done',
  'rate-limit': 'refused with 429, nothing done',
  unavailable: 'refused with 503, nothing done',
  'reset-after-commit': 'connection lost, but done',
  'bad-gateway': 'answered 502, but done',
  timeout: 'done, but never answered',
  stall: 'half of the answer, then silence',
  truncate: 'half of the answer',
  slow: 'answered 5 s late',
  late: 'done 5 s late',
};

/**
 * The page that shows an account live. Everything that it shows goes in as text, never as HTML.
 *
 * @param given.nonce lets its own script and style through its content security policy, and nothing else
 * @param given.token proves that a button was pressed on this page
 * @param given.run names the start of the server that it belongs to
 */
export function pageDocument({ nonce, token, run }: { nonce: string; token: string; run: string }): string {
  const kinds = FAULT_KINDS.map((kind) => `<option value="${kind}">${KINDS[kind]}</option>`).join('');
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
      <legend>Move the time</legend>
      <button type="button" data-press="advance" data-by="1min">+1 min</button>
      <button type="button" data-press="advance" data-by="1h">+1 h</button>
      <button type="button" data-press="advance" data-by="1d">+1 day</button>
    </fieldset>
    <fieldset id="break-controls">
      <legend>Break the next request</legend>
      <select id="kind" aria-label="How the next request goes wrong">${kinds}</select>
      <button type="button" id="break" data-press="break">Break</button>
      <p id="armed" class="armed" hidden><span id="armed-text"></span> <button type="button" id="mend" class="quiet" data-press="mend">Take back</button></p>
    </fieldset>
  </div>
  <p id="trouble" class="notice" role="alert" hidden></p>
  <section aria-labelledby="uploads-title">
    <h2 id="uploads-title">Uploads</h2>
    <table id="uploads" hidden><thead><tr><th scope="col">File</th><th scope="col">Status</th><th scope="col" class="number">Numbers</th><th scope="col" class="number">Credits</th><th scope="col">Created</th><th><span class="unseen">Action</span></th></tr></thead><tbody></tbody></table>
    <div class="empty"><p>No uploads yet. Point a client at the base URL, with the key that was printed where the sandbox was started, or send a list by hand:</p><pre id="example" tabindex="0" aria-label="Example of a request"></pre></div>
  </section>
  <div class="pair">
    <section aria-labelledby="requests-title">
      <h2 id="requests-title">Requests</h2>
      <table id="requests" hidden><thead><tr><th scope="col">Time</th><th scope="col">Call</th><th scope="col">Answer</th></tr></thead><tbody></tbody></table>
      <div class="empty"><p>No requests yet. Each one shows up here, with what leaves the API’s description.</p></div>
    </section>
    <section aria-labelledby="deliveries-title">
      <h2 id="deliveries-title">Webhook deliveries</h2>
      <table id="deliveries" hidden><thead><tr><th scope="col">Event</th><th scope="col">Status</th><th scope="col">Last answer</th><th scope="col" class="number">Attempts</th></tr></thead><tbody></tbody></table>
      <div class="empty"><p>No deliveries yet. Start the sandbox with <code>--route https://hooks.example=http://127.0.0.1:3000</code>, and register an endpoint at <code>https://hooks.example</code>.</p></div>
    </section>
  </div>
</main>
<p id="said" class="unseen" role="status"></p>
<script type="module" nonce="${nonce}">${script}</script>
</body>
</html>
`;
}
