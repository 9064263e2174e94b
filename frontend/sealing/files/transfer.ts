/** Requests for the chunks of a file, repeated while the connection is gone (docs/formats.md, `mailbox/files`). */
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
 * One request, repeated with growing pauses until it is answered or patience ends (`offline`). What the server
 * refuses for good is `refused` with its own code. Safe to repeat, because every call here may be.
 */
export async function request(endpoint: FileEndpoint, call: Call, onWait: () => void = () => {}): Promise<Response> {
  const until = Date.now() + (endpoint.patience ?? PATIENCE);
  for (let pause = 500; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const answer = await send(endpoint, call).catch(() => null);
    if (answer?.ok) return answer;
    if (answer && !PASSING.has(answer.status)) throw await refusal(answer);
    if (Date.now() + pause > until) throw answer ? await refusal(answer) : new SealingError("offline", "no connection");
    onWait();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** The body is read here too: a connection may also be lost in the middle of an answer. */
async function send(endpoint: FileEndpoint, call: Call): Promise<Response> {
  const answer = await fetch(endpoint.url + call.path, {
    method: call.method,
    headers: { ...endpoint.headers, ...call.headers },
    credentials: endpoint.credentials,
    cache: "no-store",
    redirect: "error",
    ...(call.body === undefined ? {} : { body: call.body }),
  });
  return new Response(await answer.arrayBuffer(), { status: answer.status, headers: answer.headers });
}

async function refusal(answer: Response): Promise<SealingError> {
  const body: unknown = await answer.json().catch(() => null);
  const error = (body as { error?: unknown } | null)?.error;
  const said = { status: answer.status, error: typeof error === "string" ? error : "" };
  return new SealingError("refused", `the server answered ${answer.status}`, said);
}

export const postJson = (path: string, value: unknown): Call => ({
  method: "POST",
  path,
  body: JSON.stringify(value),
  headers: { "Content-Type": "application/json" },
});
