/** The page's side of the worker: slow work that must not freeze the page. */
import { SealingError } from "../errors";
import type { OpenFileJob } from "./open";
import type { JobName, Jobs, Reply } from "./protocol";
import type { SealedFile, SealFileJob } from "./seal";
import type { OnProgress } from "./transfer";

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
  onProgress: OnProgress;
}

/** `url` comes from the page's data attribute; `cancel` ends whatever is under way. */
export class SealingWorker {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;

  constructor(private readonly url: string) {}

  sealFile(job: SealFileJob, onProgress?: OnProgress): Promise<SealedFile> {
    return this.ask("seal-file", job, onProgress);
  }

  openFile(job: OpenFileJob, onProgress?: OnProgress): Promise<Blob | null> {
    return this.ask("open-file", job, onProgress);
  }

  /** Ends the worker; what it was asked fails as `cancelled`. The next job starts a fresh one. */
  cancel(): void {
    this.worker?.terminate();
    this.worker = null;
    this.failAll(new SealingError("cancelled", "cancelled"));
  }

  private ask<Name extends JobName>(
    name: Name,
    job: Jobs[Name]["job"],
    onProgress: OnProgress = () => {},
  ): Promise<Jobs[Name]["result"]> {
    const number = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve: resolve as (result: unknown) => void, reject, onProgress });
      this.running().postMessage({ number, name, job });
    });
  }

  private running(): Worker {
    if (this.worker) return this.worker;
    this.worker = new Worker(this.url, { type: "module" });
    this.worker.onmessage = (event: MessageEvent<Reply>) => this.take(event.data);
    this.worker.onerror = () => this.failAll(new Error("the worker could not start"));
    return this.worker;
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.get(reply.number);
    if (!waiting) return;
    if ("progress" in reply) return waiting.onProgress(reply.progress);
    this.waiting.delete(reply.number);
    if ("result" in reply) waiting.resolve(reply.result);
    else waiting.reject(errorOf(reply.failed));
  }

  private failAll(error: Error): void {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

function errorOf({ code, message, answer }: Extract<Reply, { failed: unknown }>["failed"]): Error {
  return code ? new SealingError(code, message, answer) : new Error(message);
}
