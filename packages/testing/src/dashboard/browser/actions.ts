import { find, write } from './dom.ts';

const running = new WeakSet<HTMLElement>();

/** Runs the actions of buttons that are clicked and forms that are submitted. */
export function listenForActions(token: string): void {
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    const { action, ...body } = target.dataset;
    if (action !== undefined) void run(token, target, action, body);
  });
  document.addEventListener('submit', (event) => {
    event.preventDefault();
    const { target } = event;
    if (!(target instanceof HTMLFormElement)) return;
    void run(token, target, target.dataset['action'] ?? '', Object.fromEntries(new FormData(target)));
  });
}

async function run(token: string, control: HTMLElement, action: string, body: object): Promise<void> {
  // The control isn't disabled, because it would lose the focus.
  if (running.has(control)) return;
  running.add(control);
  try {
    const response = await fetch(`/_sandbox/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sandbox-token': token },
      body: JSON.stringify(body),
    });
    showError(response.ok ? '' : (await response.text()).trim());
    // The control that was used is hidden now.
    if (response.ok && action === 'arm') find('disarm').focus();
    if (response.ok && action === 'disarm') find('arm-button').focus();
  } catch {
    showError("The sandbox isn't responding.");
  } finally {
    running.delete(control);
  }
}

function showError(text: string): void {
  write(find('error'), text);
  find('error').hidden = text === '';
}
