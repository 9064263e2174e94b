/** The receipt: a number, shown as words or digits, from which a reporter's keys derive (docs/formats.md, Receipt). */
import { hkdf } from "@noble/hashes/hkdf.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { identityFrom, type PrincipalKeys } from "./age";
import { type Bytes, sha256, toBase64, utf8 } from "./encoding";
import { type SigningKey, signingKey } from "./signing";
import type { WordList } from "./wordlists";

export const RECEIPT_GROUPS = 8;
const WORDS = 7776n;
const RECEIPT_LIMIT = WORDS ** BigInt(RECEIPT_GROUPS);
const RECEIPT_BYTES = 13;
const SALT = utf8("upstander/receipt/v1");

/** How the server finds the mailbox: it is shown `bearer`, and keeps `hash` alone. Both base64. */
export interface Locator {
  bearer: string;
  hash: string;
}

export interface ReceiptKeys extends PrincipalKeys {
  locator: Locator;
  author: SigningKey;
}

/** A number uniform in [0, 7776^8): of 13 random bytes the top 104 bits' overhang is thrown away and drawn again. */
export function generateReceipt(
  random: (bytes: Bytes) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
): bigint {
  for (;;) {
    const drawn = toNumber(random(new Uint8Array(RECEIPT_BYTES)));
    if (drawn < RECEIPT_LIMIT) return drawn;
  }
}

const toNumber = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

/** 13 bytes, most significant first. */
export function receiptBytes(receipt: bigint): Bytes {
  if (receipt < 0n || receipt >= RECEIPT_LIMIT) throw new RangeError("not a receipt");
  const bytes = new Uint8Array(RECEIPT_BYTES);
  for (let at = RECEIPT_BYTES - 1, rest = receipt; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 255n);
  return bytes;
}

/** Eight places in a list of 7776, the most significant first. */
export function receiptIndices(receipt: bigint): number[] {
  const indices: number[] = [];
  for (let rest = receipt; indices.length < RECEIPT_GROUPS; rest /= WORDS) indices.unshift(Number(rest % WORDS));
  return indices;
}

export const receiptFromIndices = (indices: readonly number[]): bigint =>
  indices.reduce((sum, index) => sum * WORDS + BigInt(index), 0n);

export const receiptWords = (receipt: bigint, list: WordList): string[] =>
  receiptIndices(receipt).map((index) => list.words[index] as string);

/** Eight groups of five digits 1-6: the same number in every language. */
export const receiptDigits = (receipt: bigint): string[] => receiptIndices(receipt).map(diceCode);

/** The dice code of a place in the list: base 6, five figures, written with 1-6. */
const diceCode = (index: number): string =>
  index
    .toString(6)
    .padStart(5, "0")
    .replace(/[0-5]/g, (figure) => String(Number(figure) + 1));

export const fromDiceCode = (code: string): number =>
  parseInt(
    code.replace(/[1-6]/g, (figure) => String(Number(figure) - 1)),
    6,
  );

/** Quick to derive: finding the mailbox must not cost a slow phone a second. */
export function locatorOf(receipt: bigint): Locator {
  const locator = derive(receiptBytes(receipt), "locator");
  return { bearer: toBase64(locator), hash: toBase64(sha256(locator)) };
}

/** All that lives in browser memory. Slow on purpose (scrypt 2^15); gives way to the page while it works. */
export async function openReceipt(receipt: bigint): Promise<ReceiptKeys> {
  const root = await scryptAsync(receiptBytes(receipt), SALT, { N: 2 ** 15, r: 8, p: 1, dkLen: 32, asyncTick: 40 });
  return {
    locator: locatorOf(receipt),
    age1pq: await identityFrom(derive(root, "mailbox age1pq"), "age1pq"),
    age1: await identityFrom(derive(root, "mailbox age1"), "age1"),
    author: signingKey(derive(root, "author ed25519")),
  };
}

const derive = (from: Uint8Array, info: string): Bytes => hkdf(sha256, from, SALT, utf8(info), 32) as Bytes;
