/** A server that keeps chunks as docs/formats.md says, and can be told to fail. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FileEndpoint } from "../sealing";

export interface FileServer {
  endpoint: FileEndpoint;
  /** Chunks of each file, by number. */
  files: Map<string, Map<number, Buffer>>;
  announced: Map<string, { epoch: number; size: number }>;
  finished: Map<string, string>;
  /** Called before each request; "drop" cuts the connection, "lose" does the work and loses the answer. */
  fault: (request: IncomingMessage) => "drop" | "lose" | number | null;
  requests: { method: string; path: string; headers: IncomingMessage["headers"] }[];
  close(): void;
}

export async function startFileServer(): Promise<FileServer> {
  const state = { files: new Map(), announced: new Map(), finished: new Map(), requests: [] } as unknown as FileServer;
  state.fault = () => null;
  const server = createServer((request, response) => void answer(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  state.endpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/files`,
    headers: { Authorization: "Receipt abc" },
    credentials: "omit",
    patience: 20_000,
  };
  state.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return state;
}

async function answer(state: FileServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "").replace(/^\/files/, "");
  state.requests.push({ method: request.method ?? "", path, headers: request.headers });
  const fault = state.fault(request);
  if (fault === "drop") return void request.socket.destroy();
  const body = await bodyOf(request);
  if (typeof fault === "number") return void response.writeHead(fault).end(JSON.stringify({ error: "told_to_fail" }));
  const [status, content] = handle(state, request, path, body);
  if (fault === "lose") return void request.socket.destroy();
  response.writeHead(status).end(content);
}

function handle(state: FileServer, request: IncomingMessage, path: string, body: Buffer): [number, string | Buffer] {
  const [, id = "", rest] = path.split("/");
  if (request.method === "POST" && id === "") return announce(state, JSON.parse(body.toString()));
  if (request.method === "POST") return finish(state, id, JSON.parse(body.toString()).sha256);
  const chunks = state.files.get(id);
  if (!chunks) return [404, '{"error":"unknown"}'];
  if (request.method === "GET") return [200, chunks.get(Number(rest)) ?? ""];
  if (hash(body) !== request.headers["x-chunk-sha256"]) return [422, '{"error":"hash_wrong"}'];
  chunks.set(Number(rest), body);
  return [200, "{}"];
}

function announce(state: FileServer, { id, epoch, size }: { id: string; epoch: number; size: number }): [number, string] {
  state.announced.set(id, { epoch, size });
  if (!state.files.has(id)) state.files.set(id, new Map());
  return [201, "{}"];
}

function finish(state: FileServer, id: string, claimed: string): [number, string] {
  const whole = wholeOf(state, id);
  if (whole.length !== state.announced.get(id)?.size || hash(whole) !== claimed) return [422, '{"error":"hash_wrong"}'];
  state.finished.set(id, claimed);
  return [200, "{}"];
}

export const wholeOf = (state: FileServer, id: string): Buffer =>
  Buffer.concat([...(state.files.get(id) ?? [])].sort(([left], [right]) => left - right).map(([, chunk]) => chunk));

const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
