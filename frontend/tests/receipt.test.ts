/** The receipt: evenly drawn, the same everywhere, forgiving to the one who types it back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fromDiceCode,
  generateReceipt,
  type Language,
  locatorOf,
  openReceipt,
  parseReceipt,
  receiptBytes,
  receiptDigits,
  receiptFromIndices,
  receiptIndices,
  receiptWords,
  sameReceipt,
  toBase64,
  toHex,
  WORD_LANGUAGES,
} from "../sealing";
import { oneSlip } from "../sealing/word-reader";
import { listOf, publishedWords } from "./word-files";

const [en, fr, es] = WORD_LANGUAGES.map(listOf) as [ReturnType<typeof listOf>, ReturnType<typeof listOf>, ReturnType<typeof listOf>];
const LISTS = [en, fr, es];
const RECEIPT = receiptFromIndices(Array.from({ length: 8 }, (_, at) => (1234 + at * 777) % 7776));

const onlyReading = (typed: string, lists = LISTS) => {
  const { candidates } = parseReceipt(typed, lists);
  assert.equal(candidates.length, 1, `one reading of ${typed}`);
  return candidates[0]!;
};

test("the build's word lists are the published ones, word for word", () => {
  for (const language of WORD_LANGUAGES) assert.deepEqual(listOf(language).words, publishedWords(language as Language));
});

test("a drawn number beyond 7776^8 is thrown away, not folded back", () => {
  const draws = [Uint8Array.from({ length: 13 }, () => 0xff), new Uint8Array(13).fill(1)];
  const limit = 7776n ** 8n;
  const receipt = generateReceipt(() => draws.shift()!);
  assert.equal(draws.length, 0);
  assert.ok(receipt < limit);
  assert.equal(toHex(receiptBytes(receipt)), "01".repeat(13));
});

test("thousand receipts are all different and within the range", () => {
  const drawn = new Set(Array.from({ length: 1000 }, () => generateReceipt()));
  assert.equal(drawn.size, 1000);
  assert.ok([...drawn].every((receipt) => receipt >= 0n && receipt < 7776n ** 8n));
});

test("number, places, words and digits are four spellings of one thing", () => {
  assert.equal(receiptFromIndices(receiptIndices(RECEIPT)), RECEIPT);
  assert.deepEqual(receiptDigits(RECEIPT).map(fromDiceCode), receiptIndices(RECEIPT));
  assert.equal(receiptDigits(0n).join(" "), Array(8).fill("11111").join(" "));
  for (const list of LISTS) assert.ok(sameReceipt(receiptWords(RECEIPT, list).join(" "), RECEIPT, LISTS));
});

test("what derives from a receipt is what another implementation derives", async () => {
  // Computed with Python's hashlib.scrypt, `cryptography` (HKDF, Ed25519) and pyrage (X25519).
  assert.equal(RECEIPT, 2121778025818791146247707822353n);
  assert.equal(toHex(receiptBytes(RECEIPT)), "1ac7d5a5a83ca5bc7b212a0911");
  const keys = await openReceipt(RECEIPT);
  assert.deepEqual(keys.locator, {
    bearer: "sMucVH+viPO36EEHP4HAcNaAzAiMjBylffsA2xiAHPs=",
    hash: "GBlD0qBIPHU6wc+xzLf42WKFXQkVePtjkONwr0LouFU=",
  });
  assert.equal(toBase64(keys.author.public), "utFogpTp0gcPZWw1EjvNhDksRapASL+24harkY8lbGk=");
  assert.equal(keys.age1.identity, "AGE-SECRET-KEY-1MWDM0FEH6M6W5AWVQLS36XG4MPPK83R8U588T2KXZ2DXEANHKA9SW2TQVY");
  assert.equal(keys.age1.recipient, "age1xvjzam0jlgkkn0drgswh2chgku8tf7zdaphswm3k9lsmc3n33a0qlwepy4");
  assert.equal(keys.age1pq.identity, "AGE-SECRET-KEY-PQ-1FCL3QDKM8HGEX9QWXHSRNXH5FPG43V67QX0D4TY97GZK9U67X6ESKUN7NM");
  assert.deepEqual(locatorOf(RECEIPT), keys.locator);
});

test("case, accents, commas, hyphens and line breaks are forgiven", () => {
  const words = receiptWords(RECEIPT, fr);
  const typed = words.map((word) => word.toUpperCase().replace("E", "É")).join(" -\n, ");
  const reading = onlyReading(typed, [fr]);
  assert.equal(reading.number, RECEIPT);
  assert.deepEqual(reading.corrections, []);
});

test("a word written with a hyphen is one word, however it is typed", () => {
  const places = ["drop-down", "felt-tip", "t-shirt", "yo-yo", "abacus", "zone", "zit", "able"].map((word) => en.words.indexOf(word));
  const receipt = receiptFromIndices(places);
  for (const typed of ["drop-down felt-tip t-shirt yo-yo abacus zone zit able", "dropdown felttip t shirt yo yo abacus zone zit able"]) {
    assert.ok(sameReceipt(typed, receipt, [en]), typed);
  }
});

test("every word of every list is read back, whatever its neighbours", () => {
  for (const list of LISTS) {
    for (let place = 0; place < 7776; place += 8) {
      const receipt = receiptFromIndices(Array.from({ length: 8 }, (_, at) => place + at));
      assert.ok(sameReceipt(receiptWords(receipt, list).join(" "), receipt, [list]), `${list.language} ${place}`);
    }
  }
});

test("yo-yo and yoyo, two words of one list, are both tried", () => {
  const places = (word: string) => [en.words.indexOf(word), 0, 1, 2, 3, 4, 5, 6];
  const { candidates } = parseReceipt("yoyo abacus abdomen abdominal abide abiding ability ablaze", [en]);
  const expected = ["yo-yo", "yoyo"].map((word) => receiptFromIndices(places(word)));
  assert.deepEqual(new Set(candidates.map(({ number }) => number)), new Set(expected));
});

test("a line break inside a word does not lose the receipt", () => {
  const words = receiptWords(RECEIPT, en);
  const typed = words.join(" ").replace(words[3]!, `${words[3]!.slice(0, 2)}\n${words[3]!.slice(2)}`);
  assert.equal(onlyReading(typed, [en]).number, RECEIPT);
  assert.equal(onlyReading(words.join(""), [en]).number, RECEIPT);
});

test("one slip near exactly one word is corrected and shown", () => {
  const words = ["abacus", ...receiptWords(RECEIPT, en).slice(1)];
  const typed = ["abacsu", ...words.slice(1)].join(" ");
  const reading = onlyReading(typed, [en]);
  assert.deepEqual(reading.corrections, [{ typed: "abacsu", read: "abacus" }]);
  assert.equal(reading.number, receiptFromIndices([0, ...receiptIndices(RECEIPT).slice(1)]));
});

test("a slip that could be two words is not guessed", () => {
  const near = en.words.filter((word) => oneSlip("slam", word) || oneSlip("sham", word));
  assert.ok(near.length > 1);
  const ambiguous = "?am".replace("?", "x");
  const options = en.words.filter((word) => oneSlip(ambiguous, word));
  assert.ok(options.length > 1, `${ambiguous} is near ${options.length} words`);
  const typed = [ambiguous, ...receiptWords(RECEIPT, en).slice(1)].join(" ");
  const { candidates, problem, unknown } = parseReceipt(typed, [en]);
  assert.deepEqual({ candidates, problem, unknown }, { candidates: [], problem: "unknown_words", unknown: [ambiguous] });
});

test("every kind of slip counts as one, and two do not", () => {
  for (const typed of ["abcus", "abaacus", "abacuz", "baacus", "abacus"]) assert.ok(oneSlip(typed, "abacus"), typed);
  for (const typed of ["abcs", "bcaaus", "abcsu", "xbacux", "abacusss"]) assert.ok(!oneSlip(typed, "abacus"), typed);
});

test("words that stand in two lists are read both ways", () => {
  const both = en.words.filter((word) => fr.words.includes(word)).slice(0, 8);
  const { candidates } = parseReceipt(both.join(" "), LISTS);
  assert.deepEqual(new Set(candidates.map(({ form }) => form)), new Set(["en", "fr"]));
  assert.equal(new Set(candidates.map(({ number }) => number)).size, 2);
});

test("digits of any script and their look-alikes are read", () => {
  const digits = receiptDigits(RECEIPT).join(" ");
  const inScript = (zero: number) => digits.replace(/\d/g, (figure) => String.fromCodePoint(zero + Number(figure)));
  for (const zero of [0x0660, 0x06f0, 0x0966, 0xff10, 0x1d7ce]) {
    const reading = onlyReading(inScript(zero));
    assert.deepEqual([reading.number, reading.form, reading.corrections], [RECEIPT, "digits", []]);
  }
  const looked = digits.replace(/1/g, "l").replace(/2/g, "Z").replace(/5/g, "S").replace(/6/g, "b");
  const reading = onlyReading(looked);
  assert.equal(reading.number, RECEIPT);
  assert.ok(reading.corrections.length > 0);
});

test("what cannot be read says why", () => {
  assert.equal(parseReceipt(" \n", LISTS).problem, "empty");
  assert.equal(parseReceipt("abacus zoom", LISTS).problem, "too_short");
  assert.equal(parseReceipt(Array(9).fill("abacus").join(" "), [en]).problem, "too_long");
  assert.equal(parseReceipt("11111 22222", LISTS).problem, "too_short");
  assert.equal(parseReceipt(`${receiptDigits(RECEIPT).join(" ")} 1`, LISTS).problem, "too_long");
  const seven = receiptDigits(RECEIPT).join(" ").replace(/^./, "7");
  assert.equal(parseReceipt(seven, LISTS).problem, "unknown_words");
});

test("the receipt practised must be the receipt given", () => {
  assert.ok(sameReceipt(receiptDigits(RECEIPT).join(""), RECEIPT, LISTS));
  assert.ok(!sameReceipt(receiptDigits(RECEIPT + 1n).join(""), RECEIPT, LISTS));
});
