import { operations, type Operation } from '../spec/operations.ts';
import type { EngineAnswer, EngineRequest, Produce, Verdict } from './engine.ts';

// A schema that Prism's validator cannot compile switches its checks off without a word. So what was
// found good counts only once something that is plainly bad was found bad at the same place. Each place
// is tried when it first matters: trying all of them at the start would compile every schema there is.

/** Judges without proof, and tells which operation it found. */
type Judge = (
  request: EngineRequest,
  produce: Produce,
) => Promise<Verdict & { readonly operation?: string | undefined }>;

/**
 * Makes the proof that a judge judges. It throws where something bad would have passed as well as what
 * did pass.
 */
export function proof(
  judge: Judge,
): (request: EngineRequest, verdict: Awaited<ReturnType<Judge>>) => Promise<void> {
  const proven = new Set<string>();

  async function once(place: string, judges: () => Promise<boolean>): Promise<void> {
    if (proven.has(place)) return;
    if (!(await judges())) {
      throw new Error(`The engine does not check ${place} against the description, so it proves nothing.`);
    }
    proven.add(place);
  }

  return async (request, { operation: id, answer, requestFaults, answerFaults }) => {
    const operation = operations.find((one) => one.id === id);
    // What was found bad needs no proof.
    if (operation === undefined || answer === undefined || requestFaults.length > 0) return;
    const type = mediaType(request);
    if (request.body !== undefined && operation.judgedBodies.includes(type)) {
      await once(`the ${type} body of ${operation.id}`, async () => {
        const bad = { ...request, body: badBody(request) };
        return (await judge(bad, () => answer)).requestFaults.length > 0;
      });
    }
    const status = judgedAs(operation, answer);
    if (status !== undefined && answerFaults.length === 0) {
      await once(`the answer ${status} of ${operation.id}`, async () => {
        const bad = { ...answer, body: 0 };
        return (await judge(request, () => bad)).answerFaults.length > 0;
      });
    }
  };
}

function mediaType({ headers }: EngineRequest): string {
  return (headers['content-type'] ?? '').replace(/;.*/s, '').trim().toLowerCase();
}

/** A form without a field; in place of JSON a bare number, which is not 0: Prism takes that for no body. */
function badBody({ headers, body }: EngineRequest): unknown {
  const boundary = /\bboundary=([^;]+)/.exec(headers['content-type'] ?? '')?.[1];
  return boundary !== undefined && typeof body === 'string' ? `--${boundary}--\r\n` : 1;
}

/** The status of the description whose schema an answer is held to; `undefined` where it has none. */
function judgedAs({ statuses, judged }: Operation, { status }: EngineAnswer): string | undefined {
  const described = statuses.includes(String(status)) ? String(status) : 'default';
  return judged.includes(described) ? described : undefined;
}
