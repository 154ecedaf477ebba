/** A node of the syntax tree, as oxc-parser and ESTree have it. */
export interface Node {
  type: string;
  start: number;
  end: number;
  [property: string]: unknown;
}

// Types hold no messages, the source of an import is a path, and a tagged template isn't plain text.
const SKIPPED = ['typeAnnotation', 'typeArguments', 'source', 'quasi'];

/** The nodes below a node, without types, import paths and tagged templates. */
export function childrenOf(node: Node): Node[] {
  return Object.entries(node)
    .filter(([property]) => !SKIPPED.includes(property))
    .flatMap(([, value]): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

/** Visits a node and its descendants; `visit` returns whether to descend. */
export function walk(node: Node, visit: (node: Node) => boolean): void {
  if (visit(node)) for (const child of childrenOf(node)) walk(child, visit);
}

/** Whether a string holds the source text of a program. */
export function isCode(text: string): boolean {
  if (/^(SELECT|INSERT INTO|UPDATE|ORDER BY) /.test(text)) return true;
  return text.includes('redis.call(') || (text.includes('\n') && /[;{]\s*$/m.test(text));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/**
 * The text of a string, a template or a sum of both; undefined for anything else. Values are in braces,
 * text that is there only under a condition in brackets.
 */
export function messageOf(node: Node, source: string): string | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type === 'TemplateLiteral') {
    const values = node['expressions'] as Node[];
    return (node['quasis'] as { value: { cooked: string } }[])
      .map(({ value }, index) => {
        const expression = values[index];
        return value.cooked + (expression === undefined ? '' : placeholder(expression, source));
      })
      .join('');
  }
  if (node.type === 'BinaryExpression' && node['operator'] === '+') {
    const [left, right] = [node['left'] as Node, node['right'] as Node];
    if (messageOf(left, source) === undefined && messageOf(right, source) === undefined) return undefined;
    return placeholder(left, source) + placeholder(right, source);
  }
  return undefined;
}

/** How a part of a message is shown: its text, `[text]` or `(one|other)` for a condition, else `{name}`. */
function placeholder(node: Node, source: string): string {
  const text = messageOf(node, source);
  if (text !== undefined) return text;
  if (node.type === 'ParenthesizedExpression') return placeholder(node['expression'] as Node, source);
  if (node.type === 'ConditionalExpression') {
    const options = [node['consequent'] as Node, node['alternate'] as Node].map((one) =>
      placeholder(one, source),
    );
    return options.includes('') ? `[${options.join('')}]` : `(${options.join(' | ')})`;
  }
  if (node.type === 'LogicalExpression') {
    const options = [node['left'] as Node, node['right'] as Node].map((one) => placeholder(one, source));
    return `(${options.join(' | ')})`;
  }
  if (node.type === 'Literal') return String(node['value']);
  return `{${nameOf(node, source)}}`;
}

const GLOBALS = ['JSON', 'Math', 'Number', 'Object', 'String'];

function nameOf(node: Node, source: string): string {
  if (node.type === 'Identifier') return node['name'] as string;
  if (node.type === 'MemberExpression' && node['computed'] !== true)
    return nameOf(node['property'] as Node, source);
  if (node.type === 'CallExpression') {
    const callee = node['callee'] as Node;
    const [first] = node['arguments'] as Node[];
    if (callee.type === 'MemberExpression') {
      const object = callee['object'] as Node;
      // `JSON.stringify(kind)` shows kind; `kinds.join(', ')` shows kinds.
      return nameOf(
        object.type === 'Identifier' && GLOBALS.includes(object['name'] as string) && first ? first : object,
        source,
      );
    }
    return first === undefined ? nameOf(callee, source) : nameOf(first, source);
  }
  if (node.type === 'UnaryExpression' && node['operator'] === 'typeof') return 'type';
  if (node.type === 'ChainExpression') return nameOf(node['expression'] as Node, source);
  return source.slice(node.start, node.end).replaceAll(/\s+/g, ' ');
}
