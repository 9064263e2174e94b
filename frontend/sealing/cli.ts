/**
 * Sealing for programs: `node sealing.mjs <command>`, used by the `upstander` command, the example loader and the
 * benchmarks. The hybrid recipients (`age1pq`) have no Python library yet, so the terminal seals with the same code
 * as the browser.
 *
 * Standard input is one JSON object, standard output another. What is refused prints `{"error":"<code>","message"}`
 * on standard error and exits with 1. Secrets travel in standard input only, never in arguments or the environment.
 * Bytes are base64. `keys` is `{"receipt":"<digit groups>"}`, `{"keyring":{...}}` (docs/formats.md) or
 * `{"identities":{"age1pq","age1"}}` (recovery). `sealed` is a keyring's age file.
 *
 * | command | in | out |
 * |---|---|---|
 * | keygen-handler | `{"passphrase"?,"work"?}` | `{"public":{"age1pq","age1","ed25519"},"sealed"}`; without passphrase `{"public","keyring"}` |
 * | keygen-handlers | `{"count","passphrase"?,"work"?}` | one line of JSON each, as above |
 * | keygen-recovery | `{"label"}` | `{"age1pq","age1","shares":[5]}` (recipients) |
 * | combine-shares | `{"shares":[3..5]}` | `{"age1pq":{"identity","recipient"},"age1":{...}}` |
 * | split-shares | `{"shares":[3..5],"label"}` | `{"age1pq","age1","shares":[5]}`: the same keys, newly split |
 * | open-keyring | `{"sealed","passphrase"}` | `{"keyring":{...},"public":{...}}` |
 * | seal-keyring | `{"keyring":{...},"passphrase","work"?}` | `{"sealed"}` |
 * | seal-passphrase | `{"plaintext","passphrase","work"?}` | `{"ciphertext"}` |
 * | open-passphrase | `{"ciphertext","passphrase"}` | `{"plaintext"}` |
 * | receipt | `{}` | `{"digits":["11111",...],"locator","locator_hash"}`: a new one |
 * | locator | `{"receipt"}` | `{"locator","locator_hash"}` |
 * | verify-manifest | `{"manifest":envelope,"fingerprint"?}` | the payload with `sha256` and `fingerprint` |
 * | submission | `{"manifest":envelope\|null,"draft":{"want","body","excluded"?,"facets"?,"unit"?,"language","work"?}}` | `{"body":{...},"receipt":[digits],"identity"}` |
 * | submissions | `{"manifest","drafts":[...],"shared_mailbox"?:bool}` | one line of JSON each, as above, in order. `shared_mailbox`: one scrypt for all; **for load only**, each still has its own locator |
 * | open-compartment | `{"keys","stored":{...}}`, `stored` as in `mailbox/open` or a `conversation` | `{"identities":{"1":...},"accepted":[epochs],"lines":[{"stored","opened","refused"}]}` |
 * | item | `{"keys","place":{"compartment","epoch","sequence","direction","recipient","id"?},"content":{"type","body"}}` | `{"id","epoch","sequence","ciphertext","signature"}` |
 * | grants | `{"granted":{"compartment","epoch","identity"},"targets":[{"principal","age1pq"?,"age1"?}]}` | `{"grants":[...]}` |
 * | rotate | `{"keys","compartment","number","algorithm","targets":[...]}` | `{"body":{"number","recipient","grants","signature"},"identity"}` |
 * | report-record | `{"compartment","identity","manifest","excluded"?,"want"?,"unit"?}` | the body of `mailbox/report` |
 * | case-file | `{"targets":[...]}` | `{"body":{"compartment","grants"},"identity"}` |
 * | seal-index, open-index | `{"index":{...},"recipient"}`, `{"ciphertext","identity"}` | `{"ciphertext"}`, `{"index"}` |
 * | seal | a line `{"recipients":[...]}`, then bytes | an age file, streamed |
 * | open | a line `{"identity"}` or `{"passphrase"}`, then an age file | bytes, streamed. Trust them only on exit 0 |
 */
import { pathToFileURL } from "node:url";
import { SealingError } from "./errors";
import { commands } from "./terminal/commands";
import { streams } from "./terminal/streams";

async function main(name: string): Promise<void> {
  const stream = Object.hasOwn(streams, name) ? streams[name] : undefined;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (stream) return stream(process.stdin, process.stdout);
  if (!command) throw new SealingError("malformed", `no such command: ${name}`);
  for await (const line of command(await readJson())) await print(line);
}

async function readJson(): Promise<Record<string, unknown>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Uint8Array);
  return JSON.parse(Buffer.concat(pieces).toString("utf8")) as Record<string, unknown>;
}

const print = (line: unknown): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve()));

function fail(error: unknown): void {
  const code = error instanceof SealingError ? error.code : "malformed";
  const message = error instanceof Error ? error.message : "failed";
  process.stderr.write(`${JSON.stringify({ error: code, message })}\n`);
  process.exitCode = 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv[2] ?? "").catch(fail);
