/** The page's side of the keeper: a promise for each act. `close` ends the worker and with it every key. */

import { Fault } from "../staff/faults";
import type { Acts } from "./keeper-acts";
import type { FileActs } from "./keeper-files";
import type { Answer } from "./keeper-worker";

type Remote<A> = {
  [K in keyof A]: A[K] extends (...given: infer P) => infer R ? (...given: P) => Promise<Awaited<R>> : never;
};

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Fault) => void;
  readonly progress: ((done: number, of: number) => void) | undefined;
}

export type Progress = (done: number, of: number) => void;

class Line {
  readonly #waiting = new Map<number, Waiting>();
  readonly #worker: Worker;
  #calls = 0;

  constructor(address: string) {
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.addEventListener("message", (event: MessageEvent<Answer>) => this.#hear(event.data));
    this.#worker.addEventListener("error", () => this.#fail("failed"));
  }

  ask(act: string, given: readonly unknown[], progress?: Progress): Promise<unknown> {
    const call = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject, progress });
      this.#worker.postMessage({ call, act, given });
    });
  }

  close(): void {
    this.#worker.terminate();
    this.#fail("cancelled");
  }

  #hear(answer: Answer): void {
    const waiting = this.#waiting.get(answer.call);
    if (!waiting) return;
    if ("done" in answer) return waiting.progress?.(answer.done, answer.of);
    this.#waiting.delete(answer.call);
    if ("fault" in answer) waiting.reject(new Fault(answer.fault));
    else waiting.resolve(answer.value);
  }

  #fail(code: string): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new Fault(code));
    this.#waiting.clear();
  }
}

export type Keeper = Remote<Acts> & {
  readonly files: (progress: Progress) => Remote<FileActs>;
  readonly close: () => void;
};

function remote<A>(line: Line, progress?: Progress): Remote<A> {
  return new Proxy({} as Remote<A>, {
    // A proxy that answered `then` would be taken for a promise by `await`.
    get: (_, act: string) => (act === "then" ? undefined : (...given: unknown[]) => line.ask(act, given, progress)),
  });
}

/** Start a keeper; it is locked until `unlock` or `take`. */
export function startKeeper(address: string): Keeper {
  const line = new Line(address);
  const own = { close: () => line.close(), files: (progress: Progress) => remote<FileActs>(line, progress) };
  const acts = remote<Acts>(line);
  return new Proxy(acts as Keeper, {
    get: (_, name: string) => (name in own ? own[name as keyof typeof own] : acts[name as keyof Acts]),
  });
}
