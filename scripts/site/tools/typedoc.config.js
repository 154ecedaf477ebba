/** How TypeDoc renders the guides and the packages. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OptionDefaults } from 'typedoc';
import { arrange } from './arrange.js';
import navigation from './navigation.json' with { type: 'json' };

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** The guides, in the order in which they are read. */
const GUIDES = [
  'getting-started',
  'errors-and-retries',
  'files',
  'webhooks',
  'testing',
  'proxies',
  'upgrading',
  'inferred-behavior',
  'terms',
];

const packages = ['client', 'testing', 'types'].map((name) => {
  const folder = `${root}/packages/${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return { folder, name: manifest.name, exports: manifest.exports };
});

/** What a user can import, and the file that it comes from. */
const doors = packages.flatMap(({ folder, name, exports }) =>
  Object.entries(exports)
    .filter(([, file]) => file.endsWith('.ts'))
    .map(([door, file]) => ({
      name: `${name}${door.slice(1)}`,
      file: `${folder}${file.slice(1)}`,
      readme: door === '.' ? `${folder}/README.md` : undefined,
    })),
);

const forgotten = readdirSync(`${root}/docs`).filter(
  (file) => file.endsWith('.md') && file !== 'README.md' && !GUIDES.includes(file.slice(0, -3)),
);
if (forgotten.length > 0) {
  throw new Error(`The site has no place for docs/${forgotten.join(', docs/')}: name it in GUIDES.`);
}

const config = {
  name: 'OptimalDial for TypeScript',
  basePath: root,
  tsconfig: 'tsconfig.json',
  entryPoints: doors.map(({ file }) => file),
  sortEntryPoints: false,
  readme: `${root}/docs/README.md`,
  navigationLinks: Object.fromEntries(
    Object.entries(navigation).map(([label, page]) => [label, `site:${page}`]),
  ),
  projectDocuments: [...GUIDES.map((guide) => `${root}/docs/${guide}.md`), `${root}/CONTRIBUTING.md`],
  plugin: [(app) => arrange(app, doors)],
  out: `${root}/site`,
  router: 'site',
  customCss: 'site.css',
  favicon: 'icon.svg',
  hideGenerator: true,
  githubPages: false,
  includeHierarchySummary: false,
  // `pnpm check` is where types are checked.
  skipErrorChecking: true,
  // What openapi-typescript writes besides those that TypeDoc knows.
  blockTags: [...OptionDefaults.blockTags, '@description', '@constant'],
  notRenderedTags: [...OptionDefaults.notRenderedTags, '@constant'],
  navigation: { includeGroups: true, includeCategories: false, includeFolders: false },
  groupOrder: ['Guides', 'Packages', 'Functions', 'Interfaces', 'Type Aliases', 'Classes', '*'],
  searchInDocuments: true,
  searchInComments: true,
  highlightLanguages: ['typescript', 'javascript', 'json', 'shellscript', 'yaml'],
  ignoredHighlightLanguages: ['text', 'md'],
  lightHighlightTheme: 'github-light',
  darkHighlightTheme: 'github-dark',
  disableGit: true,
  disableSources: true,
  sort: ['alphabetical-ignoring-documents'],
  logLevel: 'Warn',
  treatWarningsAsErrors: true,
};

export default config;
