/** How bytes, times and identifiers are written inside JSON (docs/formats.md, first paragraph). */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { SealingError } from "./errors";

export { sha256 };

/** Bytes over a plain buffer, the kind that Web APIs accept. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const toBase64 = (bytes: Uint8Array): string => base64.encode(bytes);
export const toHex = (bytes: Uint8Array): string => bytesToHex(bytes);
export const fromHex = (hex: string): Bytes => hexToBytes(hex) as Bytes;
export const utf8 = (text: string): Bytes => encoder.encode(text) as Bytes;

/** The bytes of standard base64 with padding; of exactly `size` bytes where given. */
export function fromBase64(encoded: unknown, size?: number): Bytes {
  const bytes = typeof encoded === "string" ? decodeOrNull(encoded) : null;
  if (bytes === null || (size !== undefined && bytes.length !== size)) {
    throw new SealingError("malformed", "base64 of another form is expected");
  }
  return bytes;
}

function decodeOrNull(encoded: string): Bytes | null {
  try {
    return base64.decode(encoded) as Bytes;
  } catch {
    return null;
  }
}

/** The text of UTF-8 `bytes`; refuses what is not UTF-8. */
export function text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new SealingError("malformed", "this is not UTF-8");
  }
}

/** Parses JSON that must be an object. */
export function readObject(json: string): Record<string, unknown> {
  const value = parseOrNull(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SealingError("malformed", "a JSON object is expected");
  }
  return value as Record<string, unknown>;
}

function parseOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

export function concat(...parts: Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** A fresh identifier, made by the client so that a retry is recognised. */
export const newId = (): string => crypto.randomUUID();

/** UTC to the second. */
export const timestamp = (moment = new Date()): string => moment.toISOString().replace(/\.\d+Z$/, "Z");
