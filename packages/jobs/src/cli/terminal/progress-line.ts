import type { Io } from '../io.ts';

/** Shows how far a job is: on one line in a terminal, with one line per change in a pipe. */
export interface ProgressLine {
  /**
   * @param step the current step
   * @param done the completed fraction, from 0 to 1
   */
  show(step: string, done: number): void;
  /** Prints a line of its own. */
  note(text: string): void;
  /** @param mark the character that replaces the spinner */
  stop(mark: '✓' | '✗'): void;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 80;
const CELLS = 24;
const CLEAR = '\r\u001b[2K';

/** Creates a progress line on stderr. */
export function createProgressLine({ stderr }: Pick<Io, 'stderr'>): ProgressLine {
  const started = performance.now();
  let step = '';
  let done = 0;
  let frame = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const bar = (): string => '█'.repeat(Math.round(done * CELLS)).padEnd(CELLS, '░');
  const draw = (mark: string): void =>
    void stderr.write(`${CLEAR}${mark} ${bar()} ${step}  ${elapsed(performance.now() - started)}`);

  return {
    show(next, fraction) {
      const isNew = next !== step;
      step = next;
      done = fraction;
      if (!stderr.isTTY) {
        if (isNew) stderr.write(`${step}\n`);
        return;
      }
      timer ??= setInterval(() => draw(FRAMES.charAt(frame++ % FRAMES.length)), FRAME_MS);
      draw(FRAMES.charAt(frame % FRAMES.length));
    },
    note(text) {
      stderr.write(timer === undefined ? `${text}\n` : `${CLEAR}${text}\n`);
    },
    stop(mark) {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      draw(mark);
      stderr.write('\n');
    },
  };
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = `${String(minutes % 60).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return minutes < 60 ? rest : `${Math.floor(minutes / 60)}:${rest}`;
}
