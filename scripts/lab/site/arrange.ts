import { readFileSync } from 'node:fs';
import {
  Comment,
  CommentTag,
  Converter,
  KindRouter,
  MinimalSourceFile,
  PageEvent,
  type Application,
  type CommentDisplayPart,
  type DeclarationReflection,
  type DocumentReflection,
  type Reflection,
} from 'typedoc';

/** A module that users can import. */
export interface EntryPoint {
  /** The import specifier. */
  readonly name: string;
  readonly file: string;
  readonly readme: string | undefined;
}

/** Titles of pages that aren't guides. */
const FOR_CONTRIBUTORS = ['Contributing', 'Messages'];

/**
 * Arranges the output of TypeDoc: guides under their own headings, and packages under the names that users
 * import them by, each with its README.
 */
export function arrange(app: Application, entryPoints: readonly EntryPoint[]): void {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const heading = /^# (.+)\n/.exec(document.content[0]?.text ?? '')?.[1];
    if (heading === undefined) throw new Error(`${document.name}.md does not begin with a heading.`);
    document.name = heading;
    addToGroup(document, FOR_CONTRIBUTORS.includes(heading) ? 'Contributing' : 'Guides');
  });

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) moveDescription(reflection);
    // The page already shows the name of the project as its title.
    const [first] = project.readme ?? [];
    if (first) first.text = withoutHeading(first.text);
    for (const [index, { name, readme }] of entryPoints.entries()) {
      const module = project.children?.[index];
      if (module === undefined) throw new Error(`TypeDoc found no module for ${name}.`);
      module.name = name;
      addToGroup(module, 'Packages');
      if (readme === undefined) continue;
      const text = withLocalLinks(withoutHeading(readFileSync(readme, 'utf8')));
      const source = new MinimalSourceFile(text, readme as never);
      module.readme = app.converter.parseRawComment(source, project.files).content;
      project.files.registerReflectionPath(readme as never, module);
    }
  });

  app.renderer.defineRouter('site', SiteRouter);

  app.renderer.on(PageEvent.END, (page) => {
    const up = '../'.repeat(page.url.split('/').length - 1);
    page.contents = (page.contents ?? '')
      // TypeDoc does not adapt the links in its header to the depth of the page.
      .replaceAll('href="site:', `href="${up}`)
      // Screen readers jump to the main landmark.
      .replace('<div class="col-content">', '<div class="col-content" role="main">')
      // Keyboard users must be able to scroll a wide table.
      .replaceAll('<table>', '<table tabindex="0">');
  });
}

const withoutHeading = (markdown: string): string => markdown.replace(/^# .+\n/, '');

// READMEs link to the guides in the published package. The site has pages for them.
const withLocalLinks = (readme: string): string =>
  readme.replaceAll('https://unpkg.com/@optimaldial/client/docs/', '../../docs/');

function addToGroup(reflection: DeclarationReflection | DocumentReflection, text: string): void {
  reflection.comment ??= new Comment();
  const content: CommentDisplayPart[] = [{ kind: 'text', text }];
  reflection.comment.blockTags.push(new CommentTag('@group', content));
}

/** Moves the `@description` that openapi-typescript writes into the summary. */
function moveDescription({ comment }: Reflection): void {
  const description = comment?.getTag('@description');
  if (comment === undefined || description === undefined) return;
  comment.summary.push(...description.content);
  comment.removeTags('@description');
}

/** Gives guides and packages short, predictable addresses. */
class SiteRouter extends KindRouter {
  protected override getIdealBaseName(reflection: Reflection): string {
    if (reflection.isDocument()) return `guides/${slug(reflection.name)}`;
    const name = /^@optimaldial\/(.+)$/.exec(reflection.getFullName())?.[1];
    return name === undefined || reflection.parent?.isProject() === false
      ? super.getIdealBaseName(reflection)
      : `packages/${name.replace('/', '-')}`;
  }
}

const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
