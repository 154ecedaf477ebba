/**
 * The page that shows an account live. Everything that it shows goes in as text, never as HTML.
 *
 * @param nonce lets its own script and style through its content security policy, and nothing else
 * @param token proves that a button was pressed on this page
 */
export function pageDocument(nonce: string, token: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="sandbox-token" content="${token}">
<title>OptimalDial sandbox</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}</style>
<header>
  <h1>OptimalDial sandbox</h1>
  <p><output id="now"></output> · <strong id="credits"></strong> credits</p>
  <div>
    <button data-advance="1min">+1 min</button>
    <button data-advance="1h">+1 h</button>
    <button data-advance="1d">+1 day</button>
    <button data-break="reset">Break the next request</button>
  </div>
</header>
<main>
  <section><h2>Uploads</h2><table id="uploads"><thead><tr><th>file</th><th>status</th><th>valid</th><th>credits</th><th></th></tr></thead><tbody></tbody></table></section>
  <section><h2>Webhook deliveries</h2><table id="deliveries"><thead><tr><th>event</th><th>status</th><th>attempts</th><th>last answer</th></tr></thead><tbody></tbody></table></section>
  <section><h2>Requests</h2><table id="requests"><thead><tr><th>call</th><th>answer</th><th>left the description</th></tr></thead><tbody></tbody></table></section>
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; border-bottom: 1px solid #8886; }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
table { width: 100%; border-collapse: collapse; } section { overflow-x: auto; }
th { text-align: left; font-weight: 600; opacity: .6; } td, th { padding: .2rem .75rem .2rem 0; vertical-align: top; }
tr + tr td { border-top: 1px solid #8883; }
button { font: inherit; padding: .15rem .6rem; } progress { width: 6rem; }
.bad { color: #c22; } .empty { opacity: .6; }
`;

const SCRIPT = `
const token = document.querySelector('meta[name=sandbox-token]').content;
const act = (what, body) => fetch('/_sandbox/' + what, {
  method: 'POST', headers: { 'content-type': 'application/json', 'x-sandbox-token': token }, body: JSON.stringify(body),
});
document.addEventListener('click', ({ target }) => {
  const { advance, fail, break: kind } = target.dataset ?? {};
  if (advance) act('advance', { by: advance });
  if (fail) act('fail', { id: fail });
  if (kind) act('break', { kind });
});
const DONE = { ready_for_processing: 0.1, processing: 0.5, completed: 1 };
const cell = (content, bad) => {
  const td = document.createElement('td');
  td.append(content ?? '');
  if (bad) td.className = 'bad';
  return td;
};
const status = (name) => {
  const box = document.createElement('span');
  if (name in DONE) { const bar = document.createElement('progress'); bar.value = DONE[name]; box.append(bar, ' '); }
  box.append(name);
  return box;
};
const button = (id) => {
  const one = document.createElement('button');
  one.dataset.fail = id;
  one.append('Fail');
  return one;
};
const fill = (name, rows, none) => {
  const body = document.querySelector('#' + name + ' tbody');
  body.replaceChildren(...rows.map((cells) => { const tr = document.createElement('tr'); tr.append(...cells); return tr; }));
  if (rows.length === 0) { const tr = document.createElement('tr'); tr.className = 'empty'; tr.append(cell(none)); body.append(tr); }
};
new EventSource('/_sandbox/events').onmessage = ({ data }) => {
  const state = JSON.parse(data);
  document.querySelector('#now').textContent = state.now;
  document.querySelector('#credits').textContent = state.credits.toLocaleString('en-US');
  fill('uploads', state.uploads.map((one) => [
    cell(one.filename), cell(status(one.status), one.status === 'failed'), cell(one.valid), cell(one.credits),
    cell(one.open ? button(one.id) : ''),
  ]), 'None yet: send one to POST /api/v1/uploads.');
  fill('deliveries', state.deliveries.map((one) => [
    cell(one.event), cell(one.status, one.status === 'exhausted'), cell(one.attempts), cell(one.answer),
  ]), 'None yet: register an endpoint first.');
  fill('requests', state.requests.map((one) => [
    cell(one.call), cell(one.status, one.status >= 400), cell(one.violations.join('; '), true),
  ]), 'None yet.');
};
`;
