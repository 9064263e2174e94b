/** Requests for the chunks of a file, repeated while the connection is gone (docs/formats.md, `mailbox/files`). */
import { type Bytes, readObject, text } from "../encoding";
import { SealingError } from "../errors";

/** Bytes of ciphertext in one transported chunk. */
export const CHUNK = 4 * 1024 * 1024;

/** Where files of one compartment live, and how to be let in. Plain values, so that it travels to a worker. */
export interface FileEndpoint {
  /** `/api/v1/mailbox/files` or `/api/v1/compartments/{id}/files`. */
  url: string;
  /** `Authorization: Receipt ...` of a reporter, or `X-CSRFToken` of a handler's session. */
  headers: Record<string, string>;
  /** A reporter sends no cookies; a handler's session is one. */
  credentials: "omit" | "same-origin";
  /** Milliseconds a lost connection is waited for. */
  patience?: number;
}

export interface Progress {
  phase: "sealing" | "sending" | "waiting" | "fetching";
  done: number;
  total: number;
}

export type OnProgress = (progress: Progress) => void;

const PATIENCE = 5 * 60_000;
const LONGEST_PAUSE = 15_000;
/** The server is there but cannot now: busy, restarting, or asking for time (RFC 9110, RFC 6585). */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

export interface Call {
  method: "GET" | "POST" | "PUT";
  path: string;
  body?: BodyInit;
  headers?: Record<string, string>;
}

/**
 * The body of the answer to one request, repeated with growing pauses until it is answered or patience ends
 * (`offline`). What the server refuses for good is `refused` with its own code. Every call here may be repeated.
 */
export async function request(endpoint: FileEndpoint, call: Call, onWait: () => void = () => {}): Promise<Bytes> {
  const until = Date.now() + (endpoint.patience ?? PATIENCE);
  for (let pause = 500; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const answer = await send(endpoint, call).catch(() => null);
    if (answer?.ok) return answer.body;
    if (answer && !PASSING.has(answer.status)) throw refusal(answer);
    if (Date.now() + pause > until) throw answer ? refusal(answer) : new SealingError("offline", "no connection");
    onWait();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

interface Answer {
  ok: boolean;
  status: number;
  body: Bytes;
}

/** The body is read here too: a connection may also be lost in the middle of an answer. */
async function send(endpoint: FileEndpoint, call: Call): Promise<Answer> {
  const answer = await fetch(endpoint.url + call.path, {
    method: call.method,
    headers: { ...endpoint.headers, ...call.headers },
    credentials: endpoint.credentials,
    cache: "no-store",
    redirect: "error",
    ...(call.body === undefined ? {} : { body: call.body }),
  });
  return { ok: answer.ok, status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) };
}

function refusal({ status, body }: Answer): SealingError {
  return new SealingError("refused", `the server answered ${status}`, { status, error: codeIn(body) });
}

/** The error code of `{"error":"<code>","detail"}`; empty for an answer that is not ours, as from a proxy. */
function codeIn(body: Bytes): string {
  try {
    const { error } = readObject(text(body));
    return typeof error === "string" ? error : "";
  } catch {
    return "";
  }
}

export const postJson = (path: string, value: unknown): Call => ({
  method: "POST",
  path,
  body: JSON.stringify(value),
  headers: { "Content-Type": "application/json" },
});
