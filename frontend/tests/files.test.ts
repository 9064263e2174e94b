/** Files are sealed while they are read and opened while they arrive; a lost connection loses nothing. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { CHUNK, fileClass, makeIdentity, newId, open, openFile, type Progress, sealFile, type SealFileJob } from "../sealing";
import { sealedStream } from "../sealing/files/seal";
import { type FileServer, startFileServer, wholeOf } from "./file-server";
import { refusedAs } from "./team";

let server: FileServer;
let keys: { identity: string; recipient: string };

before(async () => {
  server = await startFileServer();
  keys = await makeIdentity("age1pq");
});
beforeEach(() => {
  server.fault = () => null;
  server.requests.length = 0;
});
after(() => server.close());

const jobFor = (content: Blob): SealFileJob => ({ endpoint: server.endpoint, id: newId(), epoch: 1, recipient: keys.recipient, content });
const bytesOf = async (blob: Blob | null) => Buffer.from(await blob!.arrayBuffer());
const some = (size: number) => new Blob([randomBytes(size)]);

for (const size of [0, 1, 65_536, 65_537, CHUNK - 1000, 9_000_000]) {
  test(`a file of ${size} bytes comes back as it was, padded on the way`, async () => {
    const content = some(size);
    const sealed = await sealFile(jobFor(content));
    assert.equal(sealed.size, size);
    assert.equal(server.announced.get(sealed.file)?.size, sealed.ciphertext_size);
    assert.equal((await open(wholeOf(server, sealed.file), keys.identity)).length, fileClass(size));
    const opened = await openFile({ endpoint: server.endpoint, file: sealed, identity: keys.identity });
    assert.ok((await bytesOf(opened)).equals(await bytesOf(content)));
  });
}

test("every chunk but the last is 4 MiB and carries its own hash; the header lets the reporter in", async () => {
  const sealed = await sealFile(jobFor(some(9_000_000)));
  const chunks = [...server.files.get(sealed.file)!.values()];
  assert.deepEqual(chunks.slice(0, -1).map(({ length }) => length), [CHUNK, CHUNK]);
  const puts = server.requests.filter(({ method }) => method === "PUT");
  assert.equal(puts.length, 3);
  for (const { headers } of puts) {
    assert.match(String(headers["x-chunk-sha256"]), /^[0-9a-f]{64}$/);
    assert.equal(headers.authorization, "Receipt abc");
    assert.equal(headers["content-type"], "application/octet-stream");
  }
});

test("a connection that drops in the middle only repeats the missing chunk", async () => {
  let drops = 2;
  server.fault = ({ url }) => (url?.endsWith("/1") && drops-- > 0 ? "drop" : null);
  const content = some(9_000_000);
  const seen: Progress[] = [];
  const sealed = await sealFile(jobFor(content), (progress) => seen.push(progress));
  assert.ok(seen.some(({ phase }) => phase === "waiting"));
  const times = (number: number) => server.requests.filter(({ method, path }) => method === "PUT" && path.endsWith(`/${number}`)).length;
  assert.deepEqual([times(0), times(1), times(2)], [1, 3, 1]);
  server.fault = () => null;
  const opened = await openFile({ endpoint: server.endpoint, file: sealed, identity: keys.identity });
  assert.ok((await bytesOf(opened)).equals(await bytesOf(content)));
});

test("an answer that is lost, and a server that is busy, make one file all the same", async () => {
  const chunkFaults: ("lose" | number)[] = ["lose", 503, 429];
  const finishFaults: ("lose" | number)[] = ["lose", 502];
  server.fault = ({ method, url }) => {
    if (method === "PUT") return chunkFaults.shift() ?? null;
    return url?.endsWith("/finish") ? (finishFaults.shift() ?? null) : null;
  };
  const sealed = await sealFile(jobFor(some(100_000)));
  assert.deepEqual([chunkFaults, finishFaults], [[], []]);
  assert.equal(server.finished.get(sealed.file), sealed.sha256);
  assert.equal(server.files.get(sealed.file)!.size, 1);
});

test("a refusal is not repeated and says what the server said", async () => {
  server.fault = ({ method }) => (method === "PUT" ? 413 : null);
  await assert.rejects(sealFile(jobFor(some(1000))), {
    code: "refused",
    answer: { status: 413, error: "told_to_fail" },
  });
  assert.equal(server.requests.filter(({ method }) => method === "PUT").length, 1);
});

test("when nobody answers for long it says so", async () => {
  server.fault = () => "drop";
  const job = jobFor(some(1000));
  job.endpoint = { ...job.endpoint, patience: 600 };
  await assert.rejects(sealFile(job), refusedAs("offline"));
});

test("a file that is not the one named is given to nobody", async () => {
  const sealed = await sealFile(jobFor(some(200_000)));
  const other = await sealFile(jobFor(some(200_000)));
  const swapped = { ...sealed, file: other.file };
  const job = { endpoint: server.endpoint, identity: keys.identity };
  await assert.rejects(openFile({ ...job, file: swapped }), refusedAs("hash_wrong"));
  const stranger = await makeIdentity("age1pq");
  await assert.rejects(openFile({ ...job, file: sealed, identity: stranger.identity }), refusedAs("malformed"));
  await assert.rejects(openFile({ ...job, file: { ...sealed, size: 100_000 } }), refusedAs("malformed"));
});

test("one changed byte, or a missing end, is found", async () => {
  const sealed = await sealFile(jobFor(some(5_000_000)));
  const chunks = server.files.get(sealed.file)!;
  const last = chunks.get(1)!;
  const job = { endpoint: server.endpoint, file: sealed, identity: keys.identity };
  chunks.set(1, Buffer.from(last).fill(0, 1000, 1001));
  await assert.rejects(openFile(job), refusedAs("malformed"));
  chunks.set(1, last.subarray(0, last.length - 65_552));
  await assert.rejects(openFile(job), refusedAs("malformed"));
});

test("what was saved to disk is withdrawn when the file proves wrong", async () => {
  const sealed = await sealFile(jobFor(some(5_000_000)));
  const done: string[] = [];
  const writable = { write: async () => void done.push("write"), close: async () => void done.push("close"), abort: async () => void done.push("abort") };
  const saveTo = { createWritable: async () => writable } as unknown as FileSystemFileHandle;
  const job = { endpoint: server.endpoint, file: sealed, identity: keys.identity, saveTo };
  assert.equal(await openFile(job), null);
  assert.equal(done.at(-1), "close");
  await assert.rejects(openFile({ ...job, file: { ...sealed, sha256: "00".repeat(32) } }), refusedAs("hash_wrong"));
  assert.equal(done.at(-1), "abort");
});

test("more than 200 MiB is refused before a byte is read", async () => {
  const huge = { size: 200 * 1024 * 1024 + 1, slice: () => assert.fail("it was read") } as unknown as Blob;
  await assert.rejects(sealFile(jobFor(huge)), refusedAs("too_large"));
  assert.equal(server.requests.length, 0);
});

test("a large stream is sealed without being held", async () => {
  const size = 192 * 1024 * 1024;
  const piece = new Uint8Array(1024 * 1024).fill(5);
  const endless = { size, slice: (from: number, to: number) => new Blob([piece.subarray(0, Math.min(to, size) - from)]) };
  const { stream, size: announced } = await sealedStream(endless as unknown as Blob, keys.recipient);
  let seen = 0;
  let peak = 0;
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    seen += chunk.length;
    peak = Math.max(peak, process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers);
  }
  assert.equal(seen, announced);
  assert.ok(peak < size, `held ${Math.round(peak / 2 ** 20)} MiB`);
});
