/** The commands that stream: a line of JSON, then bytes, at constant memory. */
import { Decrypter, Encrypter } from "age-encryption";
import { once } from "node:events";
import { Readable, type Writable } from "node:stream";
import { SealingError } from "../errors";

type Streamer = (input: Readable, output: Writable) => Promise<void>;

export const streams: Record<string, Streamer> = {
  async seal(input, output) {
    const { head, rest } = await afterHead(input);
    const encrypter = new Encrypter();
    for (const recipient of head.recipients as string[]) encrypter.addRecipient(recipient);
    await pour(await encrypter.encrypt(rest), output);
  },
  async open(input, output) {
    const { head, rest } = await afterHead(input);
    const decrypter = new Decrypter();
    if (typeof head.passphrase === "string") decrypter.addPassphrase(head.passphrase.normalize("NFC"));
    else decrypter.addIdentity(String(head.identity));
    await pour(await decrypter.decrypt(rest).catch(foreign), output);
  },
};

function foreign(error: unknown): never {
  const message = error instanceof Error ? error.message : "damaged";
  throw new SealingError(message.startsWith("no identity matched") ? "not_for_us" : "malformed", message);
}

const NEWLINE = 0x0a;

/** The first line as JSON, and a stream of what follows. */
async function afterHead(input: Readable) {
  const pieces = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  while (!head.includes(NEWLINE)) {
    const { done, value } = await pieces.next();
    if (done) throw new SealingError("malformed", "a line of JSON is expected first");
    head = Buffer.concat([head, value]);
  }
  const end = head.indexOf(NEWLINE);
  const parsed = JSON.parse(head.subarray(0, end).toString("utf8")) as Record<string, unknown>;
  return { head: parsed, rest: streamOf(head.subarray(end + 1), pieces) };
}

function streamOf(first: Buffer, pieces: AsyncIterator<Buffer>): ReadableStream<Uint8Array> {
  let next: Buffer | null = first;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = next ? { done: false, value: next } : await pieces.next();
      next = null;
      if (done) return controller.close();
      if (value.length > 0) controller.enqueue(new Uint8Array(value));
      else await this.pull?.(controller);
    },
  });
}

/** Writes no faster than the other end reads. */
async function pour(stream: ReadableStream<Uint8Array>, output: Writable): Promise<void> {
  const reader = stream.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (!output.write(value)) await once(output, "drain");
  }
}
