/** Who may receive reports is believed only when its offline root says so, now, and not less than before. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fingerprint, memoryOf, rollbackKey, signManifest, tabMemory, toBase64, utf8, verifyManifest } from "../sealing";
import { makeTeam, refusedAs, ROOT_SEED } from "./team";

test("a signed manifest is believed and carries its hash and fingerprint", async () => {
  const { envelope, manifest } = await makeTeam(2);
  assert.match(manifest.sha256, /^[0-9a-f]{64}$/);
  assert.match(manifest.fingerprint, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal((await verifyManifest(envelope, { pinned: manifest.fingerprint })).version, 3);
});

test("the fingerprint is what another implementation computes", () => {
  assert.equal(fingerprint(Uint8Array.from({ length: 32 }, (_, at) => at)), "CC6W-TAB6-RGSP-D48J-AH4B-QCJV");
});

test("a fingerprint copied from a poster in small letters, with O for 0, is recognised", async () => {
  const { envelope, manifest } = await makeTeam(1);
  const copied = manifest.fingerprint.toLowerCase().replace(/0/g, "o").replace(/-/g, " ");
  await verifyManifest(envelope, { pinned: copied });
});

test("one changed letter breaks the signature", async () => {
  const { envelope, payload } = await makeTeam(1);
  const changed = { ...payload, team_name: "Somebody else" };
  const forged = { ...envelope, payload: toBase64(utf8(JSON.stringify(changed))) };
  await assert.rejects(verifyManifest(forged), refusedAs("bad_signature"));
});

test("another root is refused although its signature is sound", async () => {
  const { manifest } = await makeTeam(1);
  const other = await makeTeam(1);
  const otherRoot = new Uint8Array(32).fill(8);
  const { signingKey } = await import("../sealing");
  const payload = { ...other.payload, root: toBase64(signingKey(otherRoot).public) };
  const envelope = signManifest(payload, otherRoot);
  await verifyManifest(envelope);
  await assert.rejects(verifyManifest(envelope, { pinned: manifest.fingerprint }), refusedAs("manifest_not_pinned"));
});

test("an expired manifest is refused", async () => {
  const { envelope } = await makeTeam(1, { expires: "2999-01-01T00:00:00Z" });
  await assert.rejects(
    verifyManifest(envelope, { now: new Date("2999-01-01T00:00:00Z") }),
    refusedAs("manifest_expired"),
  );
  await verifyManifest(envelope, { now: new Date("2998-12-31T23:59:59Z") });
});

test("a version older than one seen is refused, the same and newer are not", async () => {
  const { payload } = await makeTeam(1);
  const versioned = (version: number) => signManifest({ ...payload, version }, ROOT_SEED);
  const memory = memoryOf({});
  await verifyManifest(versioned(5), { memory });
  await assert.rejects(verifyManifest(versioned(4), { memory }), refusedAs("manifest_rolled_back"));
  await verifyManifest(versioned(5), { memory });
  await verifyManifest(versioned(6), { memory });
  await assert.rejects(verifyManifest(versioned(5), { memory }), refusedAs("manifest_rolled_back"));
});

test("what the tab remembers names no team and no organisation", async () => {
  const { envelope, manifest } = await makeTeam(1);
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  await verifyManifest(envelope, { memory: tabMemory(storage) });
  assert.deepEqual([...kept], [[rollbackKey(manifest.team, manifest.root), "3"]]);
  const trace = JSON.stringify([...kept]);
  for (const word of [manifest.team, manifest.root, "UNHCR"]) assert.ok(!trace.includes(word));
});

test("a manifest that is refused does not raise the remembered version", async () => {
  const { payload } = await makeTeam(1, { version: 9 });
  const memory = memoryOf({});
  const expired = signManifest({ ...payload, expires: "2020-01-01T00:00:00Z" }, ROOT_SEED);
  await assert.rejects(verifyManifest(expired, { memory }), refusedAs("manifest_expired"));
  assert.equal(memory.seen(rollbackKey(payload.team, payload.root)), 0);
});

test("without a recovery recipient a manifest is refused", async () => {
  const { payload } = await makeTeam(1);
  const without = signManifest({ ...payload, recovery: null as never }, ROOT_SEED);
  await assert.rejects(verifyManifest(without), refusedAs("manifest_without_recovery"));
});

test("another team's manifest is refused, and so is something else that is signed", async () => {
  const { envelope, payload } = await makeTeam(1);
  await assert.rejects(verifyManifest(envelope, { team: "another" }), refusedAs("wrong_team"));
  const other = signManifest({ ...payload, kind: "register" as never }, ROOT_SEED);
  await assert.rejects(verifyManifest(other), refusedAs("malformed"));
});
