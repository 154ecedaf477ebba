import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { outside } from '@optimaldial/checks/shell';

/** An agent that uses one MCP server. */
export interface Agent {
  readonly client: Client;
  /** The names of all tools. */
  tools(): Promise<string[]>;
  /** Calls a tool and returns its text. */
  call(name: string, args: Record<string, unknown>): Promise<{ text: string; isError: boolean }>;
}

/** Starts a server over stdio, in a folder. */
export async function connect(
  [file = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  client = new Client({ name: 'agent', version: '1.0.0' }),
): Promise<Agent> {
  const inherited = Object.entries(outside).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const all = { ...Object.fromEntries(inherited), ...env };
  await client.connect(new StdioClientTransport({ command: file, args, cwd, env: all, stderr: 'ignore' }));
  return {
    client,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, given) {
      const result = CallToolResultSchema.parse(await client.callTool({ name, arguments: given }));
      const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
      return { text, isError: result.isError === true };
    },
  };
}
