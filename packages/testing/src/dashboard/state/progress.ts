import type { Processing } from '../../sandbox/resources/upload-lifecycle.ts';

/** The share of the time from charge to completion that has passed. The last change started the current phase. */
export function progressOf(
  { status, updated_at }: { readonly status: string; readonly updated_at: string },
  { queued, takes }: Processing,
  now: number,
): number | null {
  const isProcessing = status === 'processing';
  if (!isProcessing && status !== 'ready_for_processing' && status !== 'queued') return null;
  const passed = now - Date.parse(updated_at) + (isProcessing ? queued : 0);
  const share = passed / Math.max(1, queued + takes);
  // Rounded to hundredths, because each change of the state is sent to the clients.
  return Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;
}
