/** Fetches a sealed file in chunks and opens it while it arrives. */
import { Decrypter } from "age-encryption";
import { type Bytes, sha256, toHex } from "../encoding";
import { SealingError } from "../errors";
import type { FileBody } from "../items";
import { fileClass } from "../padding";
import { inChunks } from "./seal";
import { CHUNK, type FileEndpoint, type OnProgress, request } from "./transfer";

export interface OpenFileJob {
  endpoint: FileEndpoint;
  /** The body of the signed item that names the file: its hash and true size are believed, the server's are not. */
  file: Pick<FileBody, "file" | "size" | "sha256" | "ciphertext_size">;
  identity: string;
  /** Where a handler chose to save it. Without one the content is returned, kept outside the script's memory. */
  saveTo?: FileSystemFileHandle;
}

/**
 * The content, or null when it was saved. Nothing is given out, and nothing saved, before the hash of the whole
 * agrees with the item. No copy is left in the browser's own storage.
 */
export async function openFile(job: OpenFileJob, onProgress: OnProgress = () => {}): Promise<Blob | null> {
  const sink = job.saveTo ? await savingSink(job.saveTo) : blobSink();
  try {
    await openInto(sink.write, job, onProgress);
    return await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

async function openInto(write: Write, job: OpenFileJob, onProgress: OnProgress): Promise<void> {
  const whole = sha256.create();
  const content = await decrypted(fetchedStream(job, (chunk) => whole.update(chunk), onProgress), job.identity);
  const size = await writeContent(content, job.file.size, write);
  if (size !== fileClass(job.file.size)) throw new SealingError("malformed", "the file has another size than it says");
  if (toHex(whole.digest()) !== job.file.sha256) throw new SealingError("hash_wrong", "this is not the file named");
}

/** The chunks in their order, each asked for when the one before is used up. */
function fetchedStream(
  { endpoint, file }: OpenFileJob,
  seen: (chunk: Bytes) => void,
  onProgress: OnProgress,
): ReadableStream<Bytes> {
  const count = Math.ceil(file.ciphertext_size / CHUNK);
  const total = file.ciphertext_size;
  let number = 0;
  let done = 0;
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        if (number === count) return controller.close();
        const path = `/${file.file}/${number++}`;
        const tell = (phase: "fetching" | "waiting") => onProgress({ phase, done, total });
        const chunk = await request(endpoint, { method: "GET", path }, () => tell("waiting"));
        seen(chunk);
        done += chunk.length;
        tell("fetching");
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
}

async function decrypted(ciphertext: ReadableStream<Bytes>, identity: string): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(ciphertext).catch((error: unknown) => {
    throw error instanceof SealingError ? error : new SealingError("malformed", "this file cannot be opened");
  });
}

type Write = (piece: Bytes) => Promise<void> | void;

/** Writes the first `size` bytes, checks that the rest is padding, and returns the padded size. */
async function writeContent(content: ReadableStream<Uint8Array>, size: number, write: Write): Promise<number> {
  let at = 0;
  for await (const piece of readable(content)) {
    const kept = Math.min(Math.max(size - at, 0), piece.length);
    if (kept > 0) await write(piece.subarray(0, kept));
    if (piece.subarray(kept).some((byte) => byte !== 0)) throw new SealingError("malformed", "padding is not empty");
    at += piece.length;
  }
  return at;
}

async function* readable(content: ReadableStream<Uint8Array>): AsyncGenerator<Bytes> {
  try {
    yield* inChunks(content, CHUNK);
  } catch (error) {
    throw error instanceof SealingError ? error : new SealingError("malformed", "this file is damaged");
  }
}

interface Sink {
  write: Write;
  finish(): Promise<Blob | null>;
  abort(): Promise<void>;
}

/** Pieces become blobs at once, which browsers keep outside the script's memory. */
function blobSink(): Sink {
  const parts: Blob[] = [];
  return {
    write: (piece) => void parts.push(new Blob([piece])),
    finish: async () => new Blob(parts, { type: "application/octet-stream" }),
    abort: async () => void parts.splice(0),
  };
}

/** The browser writes to a hidden neighbour and moves it into place on close: a failure leaves nothing behind. */
async function savingSink(handle: FileSystemFileHandle): Promise<Sink> {
  const file = await handle.createWritable();
  return {
    write: (piece) => file.write(piece),
    finish: async () => (await file.close(), null),
    abort: () => file.abort(),
  };
}
