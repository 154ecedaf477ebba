import navigation from './navigation.json' with { type: 'json' };

/** Options of Scalar. They turn off everything that calls another host or promotes Scalar. */
const CONFIGURATION = {
  theme: 'none',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  hideTestRequestButton: true,
  hideDarkModeToggle: true,
  documentDownloadType: 'json',
  defaultOpenAllTags: true,
  hiddenClients: { c: true, clojure: true, csharp: true, dart: true, fsharp: true, objc: true, r: true },
  // The default colors have too little contrast.
  customCss:
    '.light-mode { --scalar-color-2: #626262; --scalar-color-3: #626262; --scalar-color-green: #007a4d; --scalar-color-blue: #0069ab; --scalar-color-red: #b81d2a; --scalar-color-orange: #a84d00; --scalar-color-yellow: #7a5c00; } .dark-mode { --scalar-color-3: #a9a9a9; --scalar-color-red: #ff6b6b; }',
  metaData: { title: 'HTTP API | OptimalDial for TypeScript' },
};

/**
 * The page of the HTTP API. It contains the spec, so that it also works when opened from a disk.
 *
 * @param spec of the API, as JSON
 */
export function apiPage(spec: string): string {
  const links = Object.entries(navigation).map(
    ([label, page]) => `<a href="${page}"${page === 'api.html' ? ' aria-current="page"' : ''}>${label}</a>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>HTTP API | OptimalDial for TypeScript</title>
    <link rel="icon" href="assets/favicon.svg" />
    <link rel="stylesheet" href="assets/custom.css" />
  </head>
  <body class="api">
    <header class="api-header">
      <a class="title" href="index.html">OptimalDial for TypeScript</a>
      <nav>${links.join('')}</nav>
    </header>
    <main id="api"></main>
    <script src="assets/scalar.js"></script>
    <script>
      // TypeDoc stores the theme that the reader chose.
      const chosen = localStorage.getItem('tsd-theme');
      const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      const scheme = chosen === 'dark' || chosen === 'light' ? chosen : system;
      document.documentElement.dataset.theme = scheme;
      Scalar.createApiReference('#api', {
        ...${JSON.stringify(CONFIGURATION)},
        forceDarkModeState: scheme,
        content: ${inScript(spec)},
      });
    </script>
  </body>
</html>
`;
}

/** JSON that is safe inside a `<script>` element. */
function inScript(json: string): string {
  return JSON.stringify(JSON.parse(json)).replaceAll('<', String.raw`\u003c`);
}
