/** The worker that holds the keys: one message asks for one act, one message answers. */

import { acts } from "./keeper-acts";
import { fileActs } from "./keeper-files";

export interface Asked {
  readonly call: number;
  readonly act: string;
  readonly given: readonly unknown[];
}

export type Answer =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly fault: string }
  | { readonly call: number; readonly done: number; readonly of: number };

type Act = (...given: readonly unknown[]) => unknown;
const everything = { ...acts } as unknown as Record<string, Act>;
const say = (answer: Answer) => self.postMessage(answer);

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "failed";
}

function perform({ call, act, given }: Asked): unknown {
  const files = fileActs((done, of) => say({ call, done, of })) as unknown as Record<string, Act>;
  const found = Object.hasOwn(files, act) ? files[act] : Object.hasOwn(everything, act) ? everything[act] : undefined;
  if (!found) throw new Error("no such act");
  return found(...given);
}

self.addEventListener("message", async (event: MessageEvent<Asked>) => {
  const { call } = event.data;
  try {
    say({ call, value: await perform(event.data) });
  } catch (error) {
    // Only a code leaves: an error's text could carry what was being sealed.
    say({ call, fault: codeOf(error) });
  }
});
