/**
 * Writes every schema out under its plain name, for TypeDoc alone: where the package says
 * `export type Upload = components['schemas']['Upload']`, a reader wants to see an upload.
 */
import ts from 'typescript';

/**
 * Lets the compiler read `names.ts` with the bodies of the schemas in it.
 *
 * @param generated folder of the generated types, absolute, with `/`
 */
export function writeSchemasOut(generated) {
  const read = ts.sys.readFile.bind(ts.sys);
  ts.sys.readFile = (path, encoding) => {
    const text = read(path, encoding);
    return path === `${generated}/names.ts` ? withBodies(text, read(`${generated}/schema.ts`)) : text;
  };
}

function withBodies(names, schema) {
  const bodies = bodiesOf(schema);
  return names.replaceAll(/^export type (\w+) = components\['schemas'\]\['\1'\];$/gm, (line, name) => {
    const body = bodies.get(name);
    if (body === undefined) throw new Error(`schema.ts has no schema ${name}.`);
    return body.startsWith('{') ? `export interface ${name} ${body}` : `export type ${name} = ${body};`;
  });
}

function bodiesOf(schema) {
  const file = ts.createSourceFile('schema.ts', schema, ts.ScriptTarget.Latest);
  const components = file.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'components',
  );
  const schemas = components?.members.find((member) => member.name?.getText(file) === 'schemas');
  if (!schemas) throw new Error('schema.ts has no components.schemas.');
  return new Map(
    schemas.type.members.map((member) => [
      member.name.getText(file),
      member.type.getText(file).replaceAll(/components\["schemas"\]\["(\w+)"\]/g, '$1'),
    ]),
  );
}
