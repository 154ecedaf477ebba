import { describe, expect, test } from 'vitest';
import type { Line } from '../src/prose/blocks.ts';
import { findings } from '../src/prose/findings.ts';
import { documentBlocks } from '../src/prose/documents.ts';
import { codesOf, messagesOf } from '../src/prose/messages.ts';
import { typescriptBlocks } from '../src/prose/typescript.ts';
import { yamlBlocks } from '../src/prose/yaml.ts';

const lines = (text: string): Line[] =>
  text.split('\n').map((line, index) => ({ text: line, number: index + 1 }));
const phrases = (text: string): string[] => findings(documentBlocks(lines(text))).map(({ phrase }) => phrase);

describe('patterns: find', () => {
  test.each([
    ['-1 is no number of credits.', 'is no'],
    ['An id that is none throws.', 'is none'],
    ['It throws where it is too long.', 'where it'],
    ['Where a key is missing, it throws.', 'Where a key is missing,'],
    ['A server of yours receives it.', 'of yours'],
    ['The download goes on.', 'goes on'],
    ['It retries by itself.', 'by itself'],
    ['The id is made up.', 'made up'],
    ['Who asks twice is charged twice.', 'Who'],
    ['For who wraps the client.', 'For who'],
    ['The client tells the caller.', 'tells'],
    ['A stand-in for the API.', 'stand-in'],
    ['The request leaves the description.', 'the description'],
    ['The server answers 404.', 'answers'],
  ])('%s', (text, phrase) => {
    expect(phrases(text)).toContain(phrase);
  });

  test('"so that" when it occurs twice in a paragraph', () => {
    expect(phrases('One so that two.\n\nThree so that four.')).toEqual([]);
    expect(phrases('One so that two.\nThree so that four.')).toEqual(['so that']);
  });
});

describe('patterns: leave alone', () => {
  test.each([
    'The key is no longer valid.',
    'The folder where it is stored.',
    'Anyone who has the link can read the file.',
    'RFC stands for Request for Comments.',
    'The description of a field becomes its doc comment.',
    'Contacts who are likely to answer.',
    'Run `it is none` and read [the page](by-itself.md).',
    '```\nwhere it is\n```',
  ])('%s', (text) => {
    expect(phrases(text)).toEqual([]);
  });
});

test('documents: reports the line of a phrase that starts on a later line of a paragraph', () => {
  expect(findings(documentBlocks(lines('# Title\n\nOne line,\nand it is\nnone of them.')))).toMatchObject([
    { line: 4, phrase: 'is none' },
  ]);
});

test('documents: checks the comments of examples', () => {
  const example = '```ts\n// It retries by itself.\nsend();\n```';
  expect(findings(documentBlocks(lines(example)))).toMatchObject([{ line: 2, phrase: 'by itself' }]);
});

test('documents: checks a comment when it ends a shell example', () => {
  const example = '```sh\nsend\n# It retries by itself.\n```';
  expect(findings(documentBlocks(lines(example)))).toMatchObject([{ line: 3, phrase: 'by itself' }]);
});

test('typescript: checks comments and strings, but neither imports nor types', () => {
  const source = [
    "import './the door/of yours.ts';",
    "type Kind = 'of yours';",
    '/**',
    ' * Retries by itself.',
    ' */',
    'const message = `${kind} is no` + " kind of file";',
    '// A paragraph that goes',
    '// on in a second line.',
  ].join('\n');
  expect(findings(typescriptBlocks('src/a.ts', source))).toMatchObject([
    { line: 4, phrase: 'by itself' },
    { line: 6, phrase: 'is no' },
    { line: 7, phrase: 'goes on' },
  ]);
});

test('typescript: checks the names of tests, but not their data', () => {
  const source = "test.each(['is none'])('%s tells', () => {\n  expect('it tells us').toBe(1);\n});";
  expect(findings(typescriptBlocks('test/a.test.ts', source))).toMatchObject([{ line: 1, phrase: 'tells' }]);
});

test('yaml: checks descriptions and comments, but not examples', () => {
  const source = [
    '# It goes on.',
    'get:',
    '  description: >-',
    '    First.',
    '    It tells.',
    '  example: it tells',
  ];
  expect(findings(yamlBlocks(lines(source.join('\n'))))).toMatchObject([
    { line: 1, phrase: 'goes on' },
    { line: 5, phrase: 'tells' },
  ]);
});

test('messages: lists text with values in braces, by error class and code', () => {
  const source = `
    class ClosedError extends Error {
      constructor(name: string) {
        super('closed', \`The file \${JSON.stringify(name)} is closed.\`);
      }
    }
    throw new RangeError(\`Got \${count} files\${rest ? ', and more' : ''}: \` + one.join(', '));
    const KINDS = { 404: [MissingError, 'not_found', 'Check the id first.'] };
    const short = 'two words';
    const pattern = new RegExp(String.raw\`no plain text here\`);
  `;
  expect(messagesOf('src/a.ts', source)).toEqual([
    { text: 'The file {name} is closed.', error: 'ClosedError', code: 'closed' },
    { text: 'Got {count} files[, and more]: {one}', error: 'RangeError', code: undefined },
    { text: 'Check the id first.', error: 'MissingError', code: 'not_found' },
  ]);
  expect(codesOf('src/a.ts', source)).toEqual([['ClosedError', 'closed']]);
});
