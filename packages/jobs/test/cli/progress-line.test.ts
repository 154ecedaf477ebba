import { stripVTControlCharacters } from 'node:util';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgressLine, type ProgressLine } from '../../src/cli/terminal/progress-line.ts';

function capture(isTTY: boolean): { line: ProgressLine; text: () => string } {
  let written = '';
  const stderr = new Writable({
    write(chunk, _, done) {
      written += String(chunk);
      done();
    },
  });
  return { line: createProgressLine({ stderr: Object.assign(stderr, { isTTY }) }), text: () => written };
}

test('progressLine: prints one line per change in a pipe', () => {
  const { line, text } = capture(false);
  line.show('queued', 0.3);
  line.show('queued', 0.3);
  line.note('A note.');
  line.show('done', 1);
  line.stop('✓');
  expect(text()).toBe('queued\nA note.\ndone\n');
});

test('progressLine: updates one line with a bar in a terminal', () => {
  const { line, text } = capture(true);
  line.show('processing', 0.5);
  line.note('A note.');
  line.show('done', 1);
  line.stop('✓');
  line.stop('✓');
  const lines = text()
    .split('\n')
    .map((shown) => stripVTControlCharacters(shown.split('\u001b[2K').at(-1) ?? ''));
  expect(lines).toEqual(['A note.', expect.stringMatching(/^✓ █{24} done {2}0\.\d s$/), '']);
});
