/** Keyrings, recovery shares and the sealed index. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fromBase64,
  makeKeyring,
  open,
  openIndex,
  openKeyring,
  openWithPassphrase,
  publicHalf,
  recipientOf,
  seal,
  sealIndex,
  sealKeyring,
  sealWithPassphrase,
  utf8,
} from "../sealing";
import { combineShares, makeRecovery, readShare, splitKeys } from "../sealing/recovery";
import { refusedAs } from "./team";

const QUICK = 10;

test("a keyring comes back with its passphrase and not with another", async () => {
  const keyring = await makeKeyring();
  const sealed = await sealKeyring(keyring, "a long passphrase", QUICK);
  assert.deepEqual(await openKeyring(sealed, "a long passphrase"), keyring);
  await assert.rejects(openKeyring(sealed, "another passphrase"), refusedAs("wrong_passphrase"));
});

test("a keyring is sealed with work factor 18 unless told otherwise", async () => {
  const sealed = await sealKeyring(await makeKeyring(), "a long passphrase");
  assert.match(Buffer.from(sealed.subarray(0, 80)).toString("latin1"), /^age-encryption.org\/v1\n-> scrypt \S+ 18\n/);
});

test("the same passphrase typed on another keyboard opens it", async () => {
  const sealed = await sealWithPassphrase(utf8("x"), "caf\u00e9", QUICK);
  assert.equal(Buffer.from(await openWithPassphrase(sealed, "cafe\u0301")).toString(), "x");
});

test("the public half belongs to the secret one", async () => {
  const keyring = await makeKeyring();
  const half = publicHalf(keyring);
  assert.equal(half.age1pq, await recipientOf(keyring.age1pq.identity));
  assert.equal(half.age1, await recipientOf(keyring.age1.identity));
  assert.equal(fromBase64(half.ed25519).length, 32);
});

test("any three of five shares bring recovery back, two do not", async () => {
  const recovery = await makeRecovery("UNHCR 2026, réserve");
  const sealed = await seal(utf8("lost"), recovery.age1pq.recipient);
  for (let left = 0; left < 31; left++) {
    const chosen = recovery.shares.filter((_, at) => left & (1 << at));
    if (chosen.length < 3) await assert.rejects(combineShares(chosen), refusedAs("shares_wrong"));
    else {
      const { age1pq, age1 } = await combineShares(chosen);
      assert.deepEqual([age1pq, age1], [recovery.age1pq, recovery.age1]);
      assert.equal(Buffer.from(await open(sealed, age1pq.identity)).toString(), "lost");
    }
  }
});

test("a share says whose it is and which; a slip in it is found at once", async () => {
  const { shares } = await makeRecovery("UNHCR 2026");
  const { label, index } = readShare(`  ${shares[1]!.toUpperCase().replace("UNHCR%202026", "UNHCR%202026").replaceAll(" ", "\n")}`);
  assert.deepEqual([label, index], ["UNHCR 2026", 2]);
  const groups = shares[0]!.split(" ");
  groups[4] = groups[4]!.replace(/^./, (sign) => (sign === "0" ? "1" : "0"));
  assert.throws(() => readShare(groups.join(" ")), refusedAs("shares_wrong"));
});

test("the same share three times, or shares of two splits, are refused", async () => {
  const first = await makeRecovery("first");
  const second = await makeRecovery("second");
  const [one, two] = first.shares as [string, string];
  await assert.rejects(combineShares([one, one, two]), refusedAs("shares_wrong"));
  await assert.rejects(combineShares([one, two, second.shares[2]!]), refusedAs("shares_wrong"));
});

test("keys can be split anew when a holder leaves; old and new shares do not mix", async () => {
  const recovery = await makeRecovery("2026");
  const renewed = await splitKeys(recovery, "2027");
  assert.deepEqual(await combineShares(renewed.slice(2)), { age1pq: recovery.age1pq, age1: recovery.age1 });
  await assert.rejects(combineShares([recovery.shares[0]!, recovery.shares[1]!, renewed[2]!]), refusedAs("shares_wrong"));
});

test("the sealed index comes back and its size says little", async () => {
  const { age1pq } = await makeKeyring();
  const small = await sealIndex({ headings: ["a"] }, age1pq.recipient);
  const larger = await sealIndex({ headings: ["a".repeat(900)] }, age1pq.recipient);
  assert.deepEqual(await openIndex(small, age1pq.identity), { headings: ["a"] });
  assert.equal(small.length, larger.length);
  const stranger = await makeKeyring();
  await assert.rejects(openIndex(small, stranger.age1pq.identity), refusedAs("not_for_us"));
});
