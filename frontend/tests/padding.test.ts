/** Sizes say little about what is inside. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileClass, itemClass, LARGEST_CONTENT, padme } from "../sealing";
import { refusedAs } from "./team";

test("items come in nine classes", () => {
  const classes = new Set(Array.from({ length: 1024 }, (_, at) => itemClass((at + 1) * 1024)));
  assert.deepEqual([...classes], [4, 8, 16, 32, 64, 128, 256, 512, 1024].map((kib) => kib * 1024));
  assert.equal(itemClass(4096), 4096);
  assert.equal(itemClass(4097), 8192);
  assert.throws(() => itemClass(1024 * 1024 + 1), refusedAs("too_large"));
});

test("Padmé agrees with its paper: 9 becomes 10, powers of two stay, at most 12 per cent are added", () => {
  assert.equal(padme(9), 10);
  for (let power = 1; power < 28; power++) assert.equal(padme(2 ** power), 2 ** power);
  for (let size = 65_537; size < 200_000_000; size = Math.ceil(size * 1.37)) {
    assert.ok(padme(size) >= size && padme(size) <= size * 1.12, String(size));
  }
});

test("files weigh at least 64 KiB and hold at most 200 MiB", () => {
  assert.equal(fileClass(0), 65_536);
  assert.equal(fileClass(65_536), 65_536);
  assert.ok(fileClass(LARGEST_CONTENT) >= LARGEST_CONTENT);
  assert.throws(() => fileClass(LARGEST_CONTENT + 1), refusedAs("too_large"));
});
