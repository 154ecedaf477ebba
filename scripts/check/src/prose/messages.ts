import { parseSync } from 'oxc-parser';
import { childrenOf, isCode, messageOf, type Node } from './syntax.ts';

/** A message in the sources, or a part of one. */
export interface Message {
  text: string;
  /** The error class that is constructed with it, if it is passed to one directly. */
  error: string | undefined;
  /** The code that is passed with it, or that the class has. */
  code: string | undefined;
}

interface Owner {
  error?: string | undefined;
  code?: string | undefined;
}

/** At least three words. */
const SENTENCE = /[a-z]\S*\s+\S+\s+\S/i;
/** HTML, parts of HTTP messages, lists of names. */
const MARKUP =
  /<\/?\w+[ >]|\r|^[\w-]+(, [\w-]+)+$|^(event|Allow): |^(bytes|HTTP\/1\.1) |^http:|filename="|^od_live_/;
const CODE = /^[a-z]+(_[a-z]+)*$/;

/** The messages in a source file, in its order. */
export function messagesOf(path: string, source: string): Message[] {
  const found: Message[] = [];
  const visit = (node: Node, owner: Owner): void => {
    const text = messageOf(node, source);
    if (text !== undefined) {
      if (SENTENCE.test(text) && !isCode(text) && !MARKUP.test(text))
        found.push({ text, error: owner.error, code: owner.code });
      return;
    }
    const own = ownerOf(node, owner);
    for (const child of childrenOf(node)) visit(child, own);
  };
  visit(parseSync(path, source).program as unknown as Node, {});
  return found;
}

/** The error that the strings below a node belong to. */
function ownerOf(node: Node, owner: Owner): Owner {
  switch (node.type) {
    case 'ClassDeclaration':
      return { error: identifier(node['id']) };
    case 'CallExpression':
      return (node['callee'] as Node).type === 'Super' ? { ...owner, ...codeIn(node['arguments']) } : owner;
    case 'NewExpression':
      return errorNamed(identifier(node['callee']), node['arguments']) ?? owner;
    case 'ArrayExpression': {
      const [first, ...rest] = node['elements'] as Node[];
      return errorNamed(identifier(first), rest) ?? owner;
    }
    default:
      return owner;
  }
}

function errorNamed(name: string | undefined, args: unknown): Owner | undefined {
  return name?.endsWith('Error') ? { error: name, ...codeIn(args) } : undefined;
}

/** The code among arguments: a string of lower-case words. */
function codeIn(args: unknown): Owner {
  const code = (args as Node[])
    .map((one) => one['value'])
    .find((one) => typeof one === 'string' && CODE.test(one));
  return code === undefined ? {} : { code: code as string };
}

function identifier(node: unknown): string | undefined {
  return (node as Node | null | undefined)?.['name'] as string | undefined;
}

/** The codes that the error classes of a source file pass to their base class, by class. */
export function codesOf(path: string, source: string): [error: string, code: string][] {
  const found: [string, string][] = [];
  const visit = (node: Node, error: string | undefined): void => {
    const owner = ownerOf(node, { error });
    if (node.type === 'CallExpression' && owner.error !== undefined && owner.code !== undefined) {
      found.push([owner.error, owner.code]);
    }
    const inside = node.type === 'ClassDeclaration' ? owner.error : error;
    for (const child of childrenOf(node)) visit(child, inside);
  };
  visit(parseSync(path, source).program as unknown as Node, undefined);
  return found;
}
