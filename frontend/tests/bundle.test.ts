/** What is built: the same bytes twice, no stray curve, no other addresses; and what other readers make of it. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Encrypter } from "age-encryption";
import { fromBase64, makeIdentity, makeKeyring, open, publicHalf, seal, toBase64, utf8 } from "../sealing";
import { makeTeam } from "./team";

const PROGRAM = "build/node/sealing.mjs";
const python = ["build/venv/bin/python", ".venv/bin/python"].find((path) => statSync(path, { throwIfNoEntry: false }));

let folders: string[] = [];
before(() => {
  folders = ["one", "two"].map((name) => mkdtempSync(join(tmpdir(), `upstander-build-${name}-`)));
  for (const folder of folders) execFileSync(process.execPath, ["frontend/build.mjs", "--out", folder]);
});
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const contentOf = (folder: string) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), "base64")]);

test("the same sources give the same bytes", () => {
  const [one, two] = folders.map(contentOf);
  assert.ok(one!.length > 5);
  assert.deepEqual(one, two);
});

test("no page carries the NIST curves, names another file, or calls elsewhere", () => {
  const scripts = join(folders[0]!, "static/upstander/js");
  for (const name of readdirSync(scripts).filter((each) => each.endsWith(".js"))) {
    const code = readFileSync(join(scripts, name), "utf8");
    assert.ok(!code.includes("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"), `${name}: P-256`);
    assert.doesNotMatch(code, /^import |\bimport\(["'`]/m, name);
    assert.doesNotMatch(code.replaceAll("http://www.w3.org/", ""), /["'`]https?:\/\//, name);
  }
});

test("a tag recipient on a NIST curve is refused, not served badly", async () => {
  const encrypter = new Encrypter();
  encrypter.addRecipient("age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e");
  await assert.rejects(encrypter.encrypt("x"), /NIST curves are not part/);
});

function run(command: string, input: unknown): { status: number | null; lines: unknown[]; error: unknown } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, command], { input: JSON.stringify(input) });
  const lines = stdout.toString().trim().split("\n").filter(Boolean).map((line) => JSON.parse(line) as unknown);
  return { status, lines, error: stderr.length > 0 ? JSON.parse(stderr.toString()) : null };
}

const only = (command: string, input: unknown) => {
  const { status, lines } = run(command, input);
  assert.equal(status, 0);
  return lines[0] as Record<string, any>;
};

test("the terminal makes a submission, answers it and opens it with receipt and keyring", async () => {
  const team = await makeTeam(1);
  const draft = { want: "report", body: { text: "From the terminal." }, language: "en" };
  const { body, receipt } = only("submission", { manifest: team.envelope, draft });
  const made = only("keygen-handler", {});
  assert.match(made.public.age1pq, /^age1pq1/);
  const place = { compartment: body.compartment.id, epoch: 1, sequence: 2, direction: "reporter", recipient: body.compartment.recipient };
  const keys = { receipt: receipt.join(" ") };
  const item = only("item", { keys, place, content: { type: "message", body: { text: "One thing more." } } });
  const rest = { signer: null, received: "", erased: null, opened: false, file: null, sha256: "" };
  const stored = {
    compartment: { ...body.compartment, author: body.author },
    epochs: [{ number: 1, recipient: body.compartment.recipient }],
    grants: body.grants.filter((grant: { principal: string }) => grant.principal === "receipt").map(({ ciphertext }: { ciphertext: string }) => ({ epoch: 1, ciphertext })),
    items: [
      { ...body.item, ...rest, epoch: 1, sequence: 1, direction: "reporter" },
      { ...item, ...rest, direction: "reporter" },
    ],
  };
  const { lines } = only("open-compartment", { keys, stored });
  assert.deepEqual(lines.map((line: any) => line.opened.body.text), ["From the terminal.", "One thing more."]);
});

test("many submissions for a load test have each their own locator", async () => {
  const team = await makeTeam(1);
  const draft = { want: "report", body: { text: "x" }, language: "en" };
  const { lines } = run("submissions", { manifest: team.envelope, drafts: [draft, draft, draft], shared_mailbox: true });
  const bodies = lines.map((line: any) => line.body);
  assert.equal(new Set(bodies.map(({ locator_hash }) => locator_hash)).size, 3);
  assert.equal(new Set(bodies.map(({ compartment }) => compartment.id)).size, 3);
  assert.equal(new Set(bodies.map(({ mailbox }) => mailbox)).size, 1);
});

test("a wrong passphrase or command is refused with a code and status 1", () => {
  const { sealed } = only("keygen-handler", { passphrase: "right", work: 10 });
  const refused = run("open-keyring", { sealed, passphrase: "wrong" });
  assert.deepEqual([refused.status, (refused.error as { error: string }).error], [1, "wrong_passphrase"]);
  assert.equal(run("nothing", {}).status, 1);
  assert.ok(only("open-keyring", { sealed, passphrase: "right" }).keyring.age1pq);
});

test("the terminal seals and opens streams", async () => {
  const { identity, recipient } = await makeIdentity("age1pq");
  const content = Buffer.alloc(3_000_000, 7);
  const stream = (command: string, head: unknown, rest: Buffer) =>
    spawnSync(process.execPath, [PROGRAM, command], { input: Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), rest]), maxBuffer: 2 ** 26 });
  const sealed = stream("seal", { recipients: [recipient] }, content);
  assert.equal(sealed.status, 0);
  assert.ok(stream("open", { identity }, sealed.stdout).stdout.equals(content));
  const stranger = await makeIdentity("age1pq");
  assert.equal(stream("open", { identity: stranger.identity }, sealed.stdout).status, 1);
});

test("what the browser seals to X25519 or a passphrase, pyrage opens, and the other way round", { skip: !python }, async () => {
  const { age1 } = await makeKeyring();
  const sealed = await seal(utf8("for another reader"), age1.recipient);
  const code = `
import base64, json, sys, pyrage
given = json.load(sys.stdin)
identity = pyrage.x25519.Identity.from_str(given["identity"])
opened = pyrage.decrypt(base64.b64decode(given["sealed"]), [identity]).decode()
back = pyrage.encrypt(b"from another writer", [identity.to_public()])
print(json.dumps({"opened": opened, "back": base64.b64encode(back).decode()}))`;
  const input = JSON.stringify({ identity: age1.identity, sealed: toBase64(sealed) });
  const answer = JSON.parse(execFileSync(python!, ["-c", code], { input }).toString()) as { opened: string; back: string };
  assert.equal(answer.opened, "for another reader");
  assert.equal(Buffer.from(await open(fromBase64(answer.back), age1.identity)).toString(), "from another writer");
});

test("what the browser seals to a hybrid recipient, the unbundled library opens", async () => {
  const keyring = await makeKeyring();
  const sealed = await seal(utf8("hybrid"), publicHalf(keyring).age1pq);
  const code = `
import { Decrypter } from "age-encryption";
const decrypter = new Decrypter();
decrypter.addIdentity(process.env.IDENTITY);
process.stdout.write(await decrypter.decrypt(new Uint8Array(Buffer.from(process.env.SEALED, "base64")), "text"));`;
  const env = { ...process.env, IDENTITY: keyring.age1pq.identity, SEALED: toBase64(sealed) };
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", code], { env }).toString(), "hybrid");
});
