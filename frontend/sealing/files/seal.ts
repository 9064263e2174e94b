/** Seals a file while it is read and sends it in chunks: neither side ever holds it whole. */
import { Encrypter } from "age-encryption";
import { type Bytes, sha256, toHex } from "../encoding";
import { fileClass } from "../padding";
import { CHUNK, type FileEndpoint, type OnProgress, postJson, request } from "./transfer";

export interface SealFileJob {
  endpoint: FileEndpoint;
  /** The file's identifier; a retry of the same file takes a new one, because it is sealed anew. */
  id: string;
  epoch: number;
  recipient: string;
  content: Blob;
}

/** What the item that names the file must say (`FileBody`). */
export interface SealedFile {
  file: string;
  size: number;
  sha256: string;
  ciphertext_size: number;
}

export async function sealFile(job: SealFileJob, onProgress: OnProgress = () => {}): Promise<SealedFile> {
  const { id, epoch, endpoint, content } = job;
  const { stream, size } = await sealedStream(content, job.recipient);
  const tell = (phase: "sending" | "waiting", done: number) => onProgress({ phase, done, total: size });
  await request(endpoint, postJson("", { id, epoch, size }), () => tell("waiting", 0));
  const hash = await sendChunks(job, stream, tell);
  await request(endpoint, postJson(`/${id}/finish`, { sha256: hash }), () => tell("waiting", size));
  return { file: id, size: content.size, sha256: hash, ciphertext_size: size };
}

/** The age file of `content` and its padding, as a stream of known size. */
export async function sealedStream(content: Blob, recipient: string) {
  const padded = fileClass(content.size);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const stream = await encrypter.encrypt(paddedStream(content, padded));
  return { stream, size: stream.size(padded) };
}

const SLICE = 1024 * 1024;

/** The content, then zero bytes up to `size`. */
export function paddedStream(content: Blob, size: number): ReadableStream<Bytes> {
  let at = 0;
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const left = content.size - at;
        const piece = left > 0 ? await readSlice(content, at) : new Uint8Array(Math.min(SLICE, size - at));
        at += piece.length;
        if (piece.length > 0) controller.enqueue(piece);
        if (at === size) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

const readSlice = async (content: Blob, at: number): Promise<Bytes> =>
  new Uint8Array(await content.slice(at, at + SLICE).arrayBuffer());

/** One chunk is on its way while the next is sealed. Returns the SHA-256 of the whole, hex. */
async function sendChunks(
  job: SealFileJob,
  stream: ReadableStream<Uint8Array>,
  tell: (phase: "sending" | "waiting", done: number) => void,
): Promise<string> {
  const whole = sha256.create();
  let sent = 0;
  let sending: Promise<void> = Promise.resolve();
  let number = 0;
  for await (const chunk of inChunks(stream)) {
    whole.update(chunk);
    await sending;
    sending = sendChunk(job, number++, chunk, () => tell("waiting", sent)).then(() => {
      sent += chunk.length;
      tell("sending", sent);
    });
    sending.catch(() => {});
  }
  await sending;
  return toHex(whole.digest());
}

async function sendChunk(job: SealFileJob, number: number, chunk: Bytes, onWait: () => void): Promise<void> {
  // A blob is handed over outside the script's memory, where raw bytes would be copied with every attempt. Both
  // lines take their own copy before the first wait, because the chunk's buffer is used again.
  const body = new Blob([chunk]);
  const digest = crypto.subtle.digest("SHA-256", chunk);
  const headers = { "Content-Type": "application/octet-stream", "X-Chunk-SHA256": toHex(new Uint8Array(await digest)) };
  await request(job.endpoint, { method: "PUT", path: `/${job.id}/${number}`, body, headers }, onWait);
}

/**
 * The bytes of `stream` in pieces of exactly `size`, the last one shorter. All in one buffer: a piece holds only
 * until the next is asked for.
 */
export async function* inChunks(stream: ReadableStream<Uint8Array>, size = CHUNK): AsyncGenerator<Bytes> {
  const reader = stream.getReader();
  const buffer = new Uint8Array(size);
  let used = 0;
  for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read()) {
    for (let rest = value; rest.length > 0; ) {
      const piece = rest.subarray(0, size - used);
      buffer.set(piece, used);
      used += piece.length;
      rest = rest.subarray(piece.length);
      if (used === size) {
        yield buffer;
        used = 0;
      }
    }
  }
  if (used > 0) yield buffer.subarray(0, used);
}
