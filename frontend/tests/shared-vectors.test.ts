/** The browser and the server read and derive receipts alike: both are held to tests/vectors/receipts.json. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { locatorOf, openReceipt, parseReceipt, receiptDigits, receiptWords, toBase64, WORD_LANGUAGES } from "../sealing";
import { listOf } from "./word-files";

interface Derived {
  number: string;
  words: Record<string, string>;
  dice: string;
  locator: string;
  locator_hash: string;
  mailbox_age1pq: { identity: string; recipient: string };
  mailbox_age1: { identity: string; recipient: string };
  author: { seed: string; public: string };
}
interface Typed {
  why: string;
  text: string;
  readings: { number: string }[];
}
interface Vectors {
  derived: Derived[];
  typed: Typed[];
  refused: { why: string; text: string }[];
}

const vectors = JSON.parse(readFileSync("tests/vectors/receipts.json", "utf8")) as Vectors;
const english = [listOf("en")];

for (const vector of vectors.derived) {
  test(`receipt ${vector.number} is derived as everywhere`, async () => {
    const receipt = BigInt(vector.number);
    assert.equal(receiptDigits(receipt).join(" "), vector.dice);
    for (const language of WORD_LANGUAGES)
      assert.equal(receiptWords(receipt, listOf(language)).join(" "), vector.words[language]);
    const { bearer, hash } = locatorOf(receipt);
    assert.deepEqual([bearer, hash], [vector.locator, vector.locator_hash]);
    const keys = await openReceipt(receipt);
    assert.deepEqual({ ...keys.age1pq }, vector.mailbox_age1pq);
    assert.deepEqual({ ...keys.age1 }, vector.mailbox_age1);
    assert.equal(toBase64(keys.author.public), vector.author.public);
  });
}

for (const { why, text, readings } of vectors.typed) {
  test(`typed, ${why}: read as everywhere`, () => {
    const read = parseReceipt(text, english).candidates.map(({ number }) => String(number));
    assert.deepEqual(read.sort(), readings.map(({ number }) => number).sort());
  });
}

for (const { why, text } of vectors.refused) {
  test(`typed, ${why}: refused as everywhere`, () => assert.deepEqual(parseReceipt(text, english).candidates, []));
}
