/** Invokes the block of AWS Lambda as a function URL does. The path selects the encoding of the body. */
export const FUNCTION_URL: Readonly<Record<string, string>> = {
  // A function URL limits the body to 6 MB, and the names of its headers are in lower case.
  'serve-lambda.js': `
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { announce } from './announce.js';
import { handler } from './lambda.ts';

const LIMIT = 6 * 1024 * 1024;

async function invoke(request, response) {
  const [, mode] = request.url.split('/');
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LIMIT) {
      response.writeHead(413, { connection: 'close' }).end('{"Message":"Request Entity Too Large"}');
      return;
    }
  }
  const text = Buffer.concat(chunks).toString(mode === 'base64' ? 'base64' : 'utf8');
  const now = new Date();
  const result = await handler({
    version: '2.0',
    routeKey: '$default',
    rawPath: request.url,
    rawQueryString: '',
    headers: request.headers,
    requestContext: {
      accountId: 'anonymous',
      apiId: 'url-id',
      domainName: 'url-id.lambda-url.eu-central-1.on.aws',
      domainPrefix: 'url-id',
      http: {
        method: request.method,
        path: request.url,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(size > 0 && { body: mode === 'parsed' ? JSON.parse(text) : text }),
    isBase64Encoded: mode === 'base64',
  });
  response.writeHead(result.statusCode, result.headers).end(result.body);
}

const server = createServer((request, response) => {
  invoke(request, response).catch((error) => {
    console.error(error);
    response.writeHead(502).end('Internal Server Error');
  });
});
server.listen(0, '127.0.0.1', () => announce(server));
`,
};
