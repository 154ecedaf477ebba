const WORKER_LINES = 30;
const VERDICT_LINES = 15;

/** What is too long in the worker of a page. */
export function tooLong(worker: string): string[] {
  const [verdict] = /^(?:async )?function verdict\(.*?^}$/ms.exec(worker) ?? [];
  if (verdict === undefined) return ['worker.ts has no function "verdict".'];
  return [
    ...exceeds('worker.ts', worker, WORKER_LINES),
    ...exceeds('The function "verdict"', verdict, VERDICT_LINES),
  ];
}

function exceeds(what: string, code: string, most: number): string[] {
  const lines = code.trimEnd().split('\n').length;
  return lines > most ? [`${what} has ${lines} lines, at most ${most} are allowed.`] : [];
}
