import navigation from './tools/navigation.json' with { type: 'json' };

/** What Scalar shows, and what it leaves out: whatever would call another host, or is about Scalar. */
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
  metaData: { title: 'HTTP API | OptimalDial for TypeScript' },
};

/**
 * The page of the HTTP API. The description is written into it, so that it also works from a disk.
 *
 * @param description of the API, as JSON
 */
export function apiPage(description: string): string {
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
      // As it was chosen on the other pages; TypeDoc keeps it.
      const chosen = localStorage.getItem('tsd-theme');
      const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      const scheme = chosen === 'dark' || chosen === 'light' ? chosen : system;
      document.documentElement.dataset.theme = scheme;
      Scalar.createApiReference('#api', {
        ...${JSON.stringify(CONFIGURATION)},
        forceDarkModeState: scheme,
        content: ${inScript(description)},
      });
    </script>
  </body>
</html>
`;
}

/** JSON as it may stand in a script: nothing in it ends the script. */
function inScript(json: string): string {
  return JSON.stringify(JSON.parse(json)).replaceAll('<', String.raw`\u003c`);
}
