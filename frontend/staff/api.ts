/** The handlers' door of the API (docs/formats.md, "Handlers"): JSON, the session's cookie, CSRF on writes. */

/** What the server refused: `code` for programs, `message` in plain words, `body` with all it said. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The server could not be reached at all; nothing is known about what it did. */
export class Unreachable extends Error {}

type Method = "GET" | "POST" | "PUT" | "DELETE";
/** Asks the person to prove who she is; true when the call may be repeated. */
type Proof = (code: "step_up_needed" | "signed_out") => Promise<boolean>;

const BASE = "/api/v1/";
let proof: Proof | null = null;

/** Who is asked when the server wants a fresh proof (step-up.ts registers itself). */
export function askForProofWith(ask: Proof): void {
  proof = ask;
}

/** The CSRF token of the session. */
export function csrfToken(): string {
  const field = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return cookie ?? field?.value ?? "";
}

async function send(method: Method, path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(BASE + path, {
      method, headers, credentials: "same-origin", cache: "no-store", redirect: "error",
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new Unreachable();
  }
}

async function refusal(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const code = typeof body.error === "string" ? body.error : response.status === 401 ? "signed_out" : "failed";
  return new Refusal(response.status, code, typeof body.detail === "string" ? body.detail : "", body);
}

function provable(error: Refusal): "step_up_needed" | "signed_out" | null {
  if (error.code === "step_up_needed") return "step_up_needed";
  return error.status === 401 ? "signed_out" : null;
}

async function answered(method: Method, path: string, body?: unknown): Promise<Response> {
  for (;;) {
    const response = await send(method, path, body);
    if (response.ok) return response;
    const refused = await refusal(response);
    const wanted = provable(refused);
    if (!wanted || !proof || !(await proof(wanted))) throw refused;
  }
}

async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  return (await (await answered(method, path, body)).json()) as T;
}

export const api = {
  get: <T>(path: string) => call<T>("GET", path),
  post: <T>(path: string, body: unknown = {}) => call<T>("POST", path, body),
  put: <T>(path: string, body: unknown) => call<T>("PUT", path, body),
  /** Bytes of a sealed file. */
  bytes: async (path: string): Promise<Blob> => (await answered("GET", path)).blob(),
  delete: <T>(path: string) => call<T>("DELETE", path),
};
