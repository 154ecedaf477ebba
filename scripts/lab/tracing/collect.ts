/**
 * Loaded before a program whose exporters are those of the console: prints its spans as a tree and its metrics when
 * it ends, and writes all that was exported to the file in `EXPORTED`.
 */
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

interface ExportedSpan {
  readonly id: string;
  readonly name: string;
  readonly timestamp: number;
  readonly parentSpanContext?: { readonly spanId: string };
  readonly attributes: Readonly<Record<string, string | number>>;
}

interface ExportedMetric {
  readonly descriptor: { readonly name: string };
  readonly dataPoints: readonly {
    readonly attributes: Readonly<Record<string, string>>;
    readonly value: unknown;
  }[];
}

const exported: object[] = [];
console.dir = (value: object) => void exported.push(value);

process.on('exit', () => {
  const spans = exported
    .filter((one): one is ExportedSpan => 'parentSpanContext' in one || 'timestamp' in one)
    .toSorted((a, b) => a.timestamp - b.timestamp);
  const known = new Set(spans.map(({ id }) => id));
  const print = (parent: string | undefined, indent: string): void => {
    for (const { id, name, attributes, parentSpanContext } of spans) {
      const found =
        parentSpanContext && known.has(parentSpanContext.spanId) ? parentSpanContext.spanId : undefined;
      if (found !== parent) continue;
      console.log(`${indent}${name}${summary(attributes)}`);
      print(id, `${indent}  `);
    }
  };
  print(undefined, '');
  console.log('---');
  const lines = exported
    .filter((one): one is ExportedMetric => 'descriptor' in one)
    .filter(({ descriptor }) => descriptor.name.startsWith('optimaldial.'))
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) =>
        [descriptor.name, ...Object.values(attributes).map((label) => `(${label})`), String(value)].join(' '),
      ),
    );
  for (const line of new Set(lines)) console.log(line);
  const everything = { depth: 9, maxArrayLength: null, maxStringLength: null };
  writeFileSync(process.env['EXPORTED'] ?? '', inspect(exported, everything));
});

/** The attributes of a result. */
function summary(attributes: ExportedSpan['attributes']): string {
  const status = attributes['http.response.status_code'];
  const type = attributes['error.type'];
  const resend = attributes['http.request.resend_count'];
  const facts = [
    attributes['optimaldial.job.state'],
    attributes['optimaldial.job.credits'] && `${attributes['optimaldial.job.credits']} credits`,
    status,
    type === String(status) ? undefined : type,
    resend && `resend ${resend}`,
  ].filter((fact) => fact !== undefined);
  return facts.length === 0 ? '' : `: ${facts.join(', ')}`;
}
