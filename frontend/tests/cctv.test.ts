/** The public age vectors (C2SP/CCTV) through the library as it is bundled, the NIST curves left out. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { test } from "node:test";
import { armor, Decrypter } from "age-encryption";
import * as packed from "cctv-age";

interface Vector {
  name: string;
  expect: string;
  payload: string | null;
  identities: string[];
  passphrases: string[];
  armored: boolean;
  file: Uint8Array;
}

function readVector(name: string, bytes: Uint8Array): Vector {
  const end = Buffer.from(bytes).indexOf("\n\n");
  const lines = Buffer.from(bytes.subarray(0, end)).toString("latin1").split("\n");
  const all = (key: string) => lines.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2));
  const rest = bytes.subarray(end + 2);
  return {
    name,
    expect: all("expect")[0] ?? "",
    payload: all("payload")[0] ?? null,
    identities: all("identity"),
    passphrases: all("passphrase"),
    armored: all("armored").includes("yes"),
    file: all("compressed").includes("zlib") ? new Uint8Array(inflateSync(rest)) : rest,
  };
}

async function decrypted(vector: Vector): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  vector.identities.forEach((identity) => decrypter.addIdentity(identity));
  vector.passphrases.forEach((passphrase) => decrypter.addPassphrase(passphrase));
  const file = vector.armored ? armor.decode(Buffer.from(vector.file).toString("latin1")) : vector.file;
  return decrypter.decrypt(file);
}

const exported = (packed as { default?: Record<string, Uint8Array> }).default ?? packed;
const vectors = Object.entries(exported as Record<string, Uint8Array>)
  .filter(([, bytes]) => bytes instanceof Uint8Array)
  .map(([name, bytes]) => readVector(name, bytes));

test("there are all 143 vectors", () => assert.equal(vectors.length, 143));

for (const vector of vectors) {
  test(`${vector.name}: ${vector.expect}`, async () => {
    if (vector.expect !== "success") return assert.rejects(decrypted(vector));
    const hash = createHash("sha256").update(await decrypted(vector)).digest("hex");
    assert.equal(hash, vector.payload);
  });
}
