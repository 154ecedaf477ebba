/**
 * Arranges what TypeDoc found as a reader looks for it: guides under their own headings, packages under
 * the names that they are imported by, each with its README.
 */
import { readFileSync } from 'node:fs';
import { Comment, CommentTag, Converter, KindRouter, MinimalSourceFile, PageEvent } from 'typedoc';

/**
 * @param doors what can be imported: `name`, `file`, and the `readme` where there is one
 */
export function arrange(app, doors) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const heading = document.content[0]?.text.match(/^# (.+)\n/);
    if (!heading) throw new Error(`${document.name}.md does not begin with a heading.`);
    document.name = heading[1];
    put(document, 'Guides');
  });

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) describe(reflection);
    // The page has the name of the project as its title.
    const [first] = project.readme ?? [];
    if (first) first.text = withoutHeading(first.text);
    const modules = project.children ?? [];
    for (const [index, { name, readme }] of doors.entries()) {
      const module = modules[index];
      module.name = name;
      put(module, 'Packages');
      if (readme === undefined) continue;
      const source = new MinimalSourceFile(withoutHeading(readFileSync(readme, 'utf8')), readme);
      module.readme = app.converter.parseRawComment(source, project.files).content;
      project.files.registerReflectionPath(readme, module);
    }
  });

  app.renderer.defineRouter('site', SiteRouter);

  // TypeDoc gives links in its header as they are, to pages of every depth.
  app.renderer.on(PageEvent.END, (page) => {
    const up = '../'.repeat(page.url.split('/').length - 1);
    page.contents = page.contents.replaceAll('href="site:', `href="${up}`);
  });
}

const withoutHeading = (markdown) => markdown.replace(/^# .+\n/, '');

function put(reflection, group) {
  reflection.comment ??= new Comment();
  reflection.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: group }]));
}

/** What openapi-typescript writes as `@description` is what other comments begin with. */
function describe({ comment }) {
  const description = comment?.getTag('@description');
  if (!description) return;
  comment.summary.push(...description.content);
  comment.removeTags('@description');
}

/** Gives guides and packages the addresses that a reader would guess. */
class SiteRouter extends KindRouter {
  getIdealBaseName(reflection) {
    if (reflection.isDocument()) return `guides/${slug(reflection.name)}`;
    const door = /^@optimaldial\/(.+)$/.exec(reflection.getFullName())?.[1];
    return door === undefined || reflection.parent?.isProject() === false
      ? super.getIdealBaseName(reflection)
      : `packages/${door.replace('/', '-')}`;
  }
}

const slug = (title) => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
