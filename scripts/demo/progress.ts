/** Where to write: a terminal, or anything else with lines. */
interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 80;

/** Shows a status as it changes: one line that moves in a terminal, plain lines in a pipe. */
export function progress(output: Output): { show(status: string): void; stop(): void } {
  const started = performance.now();
  let status = '';
  let frame = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const draw = (mark: string) => output.write(`\r\u001b[2K${mark} ${status}  ${seconds()}`);

  return {
    show(next) {
      if (!output.isTTY) {
        if (next !== status) output.write(`${next}\n`);
        status = next;
        return;
      }
      if (status !== '' && next !== status) {
        draw('✓');
        output.write('\n');
      }
      status = next;
      timer ??= setInterval(() => draw(FRAMES.charAt(frame++ % FRAMES.length)), FRAME_MS);
    },
    stop() {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      draw('✓');
      output.write('\n');
    },
  };
}
