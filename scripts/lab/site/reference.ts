import { readFileSync } from 'node:fs';
import { root } from '@optimaldial/checks/shell';
import {
  Application,
  Converter,
  LogLevel,
  OptionDefaults,
  ReflectionKind,
  type ProjectReflection,
  type TypeDocOptions,
} from 'typedoc';
import { MarkdownPageEvent, type PluginOptions } from 'typedoc-plugin-markdown';
import { pages, PUBLISHED } from './pages.ts';

/** Types that only the generated ones are made of. The page of the HTTP API has the same content. */
const GENERATED = new Set(['components', 'operations', 'paths', 'webhooks']);

/**
 * Writes the reference of the packages as Markdown, with its sidebar.
 *
 * @throws if TypeDoc reports an error or a warning
 */
export async function writeReference(): Promise<void> {
  const entryPoints = ['client', 'jobs', 'testing', 'types'].flatMap(entryPointsOf);
  const options: Partial<TypeDocOptions & PluginOptions> & Record<string, unknown> = {
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    docsRoot: pages,
    out: `${pages}/reference`,
    basePath: root,
    tsconfig: `${import.meta.dirname}/typedoc.tsconfig.json`,
    entryPoints: entryPoints.map(({ file }) => file),
    sortEntryPoints: false,
    readme: 'none',
    // `pnpm check` checks the types.
    skipErrorChecking: true,
    // Tags that openapi-typescript writes and TypeDoc doesn't know.
    blockTags: [...OptionDefaults.blockTags, '@description', '@constant'],
    excludeTags: ['@constant'],
    excludeExternals: true,
    disableGit: true,
    disableSources: true,
    logLevel: LogLevel.Warn,
    // Small exports are easier to find together, on the page of their module.
    membersWithOwnFile: ['Class', 'Interface'],
    excludeScopesInPaths: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    indexFormat: 'table',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    typeDeclarationVisibility: 'compact',
  };
  const app = await Application.bootstrapWithPlugins(options);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const [index, { name }] of entryPoints.entries()) {
      const module = project.children?.[index];
      if (module === undefined) throw new Error(`TypeDoc found no module for ${name}.`);
      module.name = name;
    }
    resolveSchemas(project);
    // openapi-typescript writes a format into the summary, and what TypeDoc takes from there into a tag.
    for (const { comment } of Object.values(project.reflections)) {
      const description = comment?.getTag('@description')?.content ?? [];
      if (description.length > 0 && comment?.summary.length)
        comment.summary.push({ kind: 'text', text: '. ' });
      comment?.summary.push(...description);
      comment?.removeTags('@description');
    }
  });
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = (page.contents ?? '').replaceAll(`](${PUBLISHED}`, '](/');
  });
  const project = await app.convert();
  if (project !== undefined) {
    app.validate(project);
    await app.generateOutputs(project);
  }
  if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error('TypeDoc reported the problems above.');
}

/** Gives each type of the API the properties of its schema, in place of a path into the generated types. */
function resolveSchemas(project: ProjectReflection): void {
  const all = project.getReflectionsByKind(ReflectionKind.All).filter((one) => one.isDeclaration());
  const generated = all.filter(({ name, kind }) => kind === ReflectionKind.Interface && GENERATED.has(name));
  const parts = generated.find(({ name }) => name === 'components')?.children ?? [];
  const { type } = parts.find(({ name }) => name === 'schemas') ?? {};
  const schemas = type?.type === 'reflection' ? type.declaration.children : undefined;
  for (const alias of all.filter(({ kind }) => kind === ReflectionKind.TypeAlias)) {
    const schema = schemas?.find(({ name }) => name === alias.name);
    if (schema?.type === undefined || alias.type?.type !== 'indexedAccess') continue;
    alias.type = schema.type;
    if (schema.type.type === 'reflection') schema.type.declaration.parent = alias;
    delete schema.type;
  }
  for (const reflection of generated) project.removeReflection(reflection);
}

/** The modules that users can import from a package, with their source files. */
function entryPointsOf(name: string): { name: string; file: string }[] {
  const folder = `${root}packages/${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    name: string;
    exports: Record<string, string>;
  };
  return Object.entries(manifest.exports)
    .filter(([, file]) => file.endsWith('.ts'))
    .map(([subpath, file]) => ({
      name: `${manifest.name}${subpath.slice(1)}`,
      file: `${folder}${file.slice(1)}`,
    }));
}
