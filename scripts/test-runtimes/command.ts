import { startServer } from './sandbox-server.ts';

/** Starts the command of the packed stand-in with a Node, and asks it for the list of uploads. */
export async function askCommand(node: string, project: string): Promise<void> {
  const { found, close } = await startServer(
    [node, 'node_modules/.bin/optimaldial-mock', '--sandbox'],
    project,
    (line, [first = '']) => {
      const [, baseUrl] = /^OptimalDial sandbox at (\S+?),/.exec(first) ?? [];
      const [, apiKey] = /^OPTIMALDIAL_API_KEY=(\S+)$/.exec(line) ?? [];
      return baseUrl === undefined || apiKey === undefined ? undefined : { baseUrl, apiKey };
    },
  );
  try {
    const answer = await fetch(`${found.baseUrl}/api/v1/uploads`, {
      headers: { authorization: `Bearer ${found.apiKey}` },
    });
    const body = await answer.text();
    if (body !== '{"data":[],"next_cursor":null}')
      throw new Error(`Error: it answered ${answer.status} ${body}`);
  } finally {
    close();
  }
}
