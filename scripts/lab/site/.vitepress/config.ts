import { readdirSync, readFileSync } from 'node:fs';
import { root } from '@optimaldial/checks/shell';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { guides } from '../guides.ts';
import { pages } from '../pages.ts';

type Items = DefaultTheme.SidebarItem[];
const base = process.env['SITE_BASE'] ?? '/';
const topics = guides().map(({ topic, list }) => ({
  text: topic,
  items: list.map(({ title, page }) => ({ text: title, link: `/${page}` })),
}));
const codes = readdirSync(`${pages}/errors`).map((file) => ({
  text: file.slice(0, -'.md'.length),
  link: `/errors/${file}`,
}));
const modules = JSON.parse(readFileSync(`${pages}/reference/typedoc-sidebar.json`, 'utf8')) as Items;
const back = { text: 'All modules', link: '/reference/' };

export default defineConfig({
  title: 'OptimalDial for TypeScript',
  description: 'Client, jobs and sandbox of the OptimalDial API',
  lang: 'en',
  srcDir: pages,
  outDir: `${root}site`,
  cacheDir: `${pages}/.cache`,
  // Any host of static files can serve the site, also in a subfolder.
  base,
  metaChunk: true,
  ignoreDeadLinks: 'localhostLinks',
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    // The anchors of GitHub, which the documents use.
    anchor: {
      slugify: (heading) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
          .replaceAll(/\s/g, '-'),
    },
    languageAlias: { conf: 'ini' },
    config(md) {
      const text = md.renderer.rules.text;
      // Vue must not interpret braces in the text of a page.
      md.renderer.rules.text = (...args) => (text?.(...args) ?? '').replaceAll('{{', '&#123;&#123;');
    },
  },
  themeConfig: {
    siteTitle: 'OptimalDial',
    logo: '/icon.svg',
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // Guides explain what the reference lists.
            boostDocument: (id: string) => (id.includes('/reference/') ? 0.4 : 1),
            // A short word with another letter is another word.
            fuzzy: (term: string) => (term.length > 4 ? 0.2 : false),
          },
        },
      },
    },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/getting-started', activeMatch: '^/(?!reference/|api|errors/)' },
      { text: 'Errors', link: '/packages/client#errors', activeMatch: '^/errors/' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/reference/' },
      { text: 'HTTP API', link: '/api' },
    ],
    sidebar: {
      '/': topics,
      '/errors/': [{ text: 'Error codes', link: '/packages/client#errors', items: codes }],
      '/reference/': modules.map(({ text, link }) => ({ text, link })),
      // A sidebar with the exports of all modules would make each page larger than its text.
      ...Object.fromEntries(
        modules.map((module): [string, Items] => [
          module.link ?? '',
          [back, { ...module, collapsed: false }],
        ]),
      ),
    },
  },
});
