// Calls to the server. No cookie goes with them, nothing is cached, and no address carries a word.

import { setting } from "./page";

/** The server has answered no; `code` is for the script, `detail` are words for the person. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, readonly detail: string, readonly more: Record<string, unknown>) {
    super(code);
  }
  /** Full disk, overload, maintenance: the same may be sent again later. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 429;
  }
}

/** No answer came: whether the message arrived is not known, so the very same is sent again. */
export class Unanswered extends Error {}

export interface Call {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  json?: unknown;
  bytes?: Uint8Array;
  bearer?: string;
  headers?: Record<string, string>;
  /** Milliseconds without an answer after which the call counts as lost. */
  patience?: number;
}

export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const answer = await request(path, options);
  if (!answer.ok) throw await refusal(answer);
  try {
    return (await answer.json()) as T;
  } catch {
    throw new Unanswered();
  }
}

async function request(path: string, options: Call): Promise<Response> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), options.patience ?? 60_000);
  try {
    return await fetch(setting("api") + path, {
      method: options.method ?? "GET",
      headers: headersOf(options),
      body: (options.bytes as BodyInit | undefined) ?? (options.json === undefined ? null : JSON.stringify(options.json)),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "same-origin",
      signal: waiting.signal,
    });
  } catch {
    throw new Unanswered();
  } finally {
    clearTimeout(timer);
  }
}

function headersOf(options: Call): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (options.json !== undefined) headers["Content-Type"] = "application/json";
  if (options.bytes) headers["Content-Type"] = "application/octet-stream";
  if (options.bearer) headers.Authorization = `Receipt ${options.bearer}`;
  return headers;
}

async function refusal(answer: Response): Promise<Refused> {
  try {
    const { error, detail, ...more } = (await answer.json()) as { error: string; detail?: string };
    return new Refused(answer.status, error, detail ?? "", more);
  } catch {
    return new Refused(answer.status, "no_words", "", {});
  }
}
