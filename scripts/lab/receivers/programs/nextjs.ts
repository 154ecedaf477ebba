/** The application of Next.js. Below `/parsed`, the body is parsed first. */
export const NEXTJS: Readonly<Record<string, string>> = {
  'next/next.config.js':
    'module.exports = { turbopack: { root: "/" }, typescript: { ignoreBuildErrors: true } };',
  'next/package.json': '{ "private": true }',
  'next/app/parsed/optimaldial/route.ts': `
import { POST as next } from '../../optimaldial/route';

export async function POST(request: Request): Promise<Response> {
  await request.json();
  return next(request);
}
`,
};
