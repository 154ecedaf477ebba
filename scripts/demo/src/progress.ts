/** A stream to write to, such as `process.stdout`. */
interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A line that shows progress. */
export interface ProgressLine {
  /**
   * @param step the current step
   * @param done the completed fraction, from 0 to 1
   */
  show(step: string, done: number): void;
  stop(): void;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 80;
const CELLS = 24;

/** Shows progress: a bar in a terminal, or one line for each step in a pipe. */
export function progress(output: Output): ProgressLine {
  const started = performance.now();
  let step = '';
  let done = 0;
  let frame = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const bar = () => '█'.repeat(Math.round(done * CELLS)).padEnd(CELLS, '░');
  const draw = (mark: string) => output.write(`\r\u001b[2K${mark} ${bar()} ${step}  ${seconds()}`);

  return {
    show(next, fraction) {
      if (!output.isTTY) {
        if (next !== step) output.write(`  ${next}\n`);
        step = next;
        return;
      }
      step = next;
      done = fraction;
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
