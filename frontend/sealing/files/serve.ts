/** The worker's side: takes jobs, does them, replies. */
import { SealingError } from "../errors";
import type { Ask, Doers, Reply } from "./protocol";
import type { Progress } from "./transfer";

interface WorkerPort {
  postMessage(reply: Reply): void;
  onmessage: ((event: MessageEvent<Ask>) => void) | null;
}

/** Serves `doers` on the worker's own port. */
export function serve(doers: Doers, port: WorkerPort = self as unknown as WorkerPort): void {
  port.onmessage = (event) => {
    const { number, name, job } = event.data;
    const onProgress = (progress: Progress) => port.postMessage({ number, progress });
    const doer = doers[name] as ((job: unknown, onProgress: (progress: Progress) => void) => Promise<unknown>) | undefined;
    Promise.resolve(doer ? doer(job, onProgress) : Promise.reject(new Error(`this worker does not ${name}`)))
      .then((result) => port.postMessage({ number, result }))
      .catch((error: unknown) => port.postMessage({ number, failed: failure(error) }));
  };
}

function failure(error: unknown) {
  const known = error instanceof SealingError ? error : null;
  const message = error instanceof Error ? error.message : "failed";
  return { code: known?.code ?? null, message, answer: known?.answer ?? null };
}
