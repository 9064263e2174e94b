/** PNG: keeps the chunks that draw the picture, drops every other (W3C PNG, third edition, section 11). */
import { type Bytes, concat, utf8 } from "../encoding";
import { latin, take, view } from "./bytes";
import { orientationBlock, orientationOf } from "./exif";

const KEPT = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split(" "),
);
const SIGNATURE_SIZE = 8;

/** Also drops what follows the end of the picture. */
export function cleanPng(bytes: Bytes): Bytes {
  const kept: Bytes[] = [take(bytes, 0, SIGNATURE_SIZE)];
  let orientation = 1;
  for (let at = SIGNATURE_SIZE; ; ) {
    const size = view(take(bytes, at, 4)).getUint32(0);
    const chunk = take(bytes, at, 12 + size);
    const name = latin(chunk.subarray(4, 8));
    if (name === "eXIf") orientation = orientationOf(chunk.subarray(8, 8 + size));
    if (KEPT.has(name)) kept.push(chunk);
    if (name === "IEND") return finished(kept, orientation);
    at += chunk.length;
  }
}

/** `eXIf` stands before the picture's data; behind the header is always right. */
function finished(kept: Bytes[], orientation: number): Bytes {
  const block = orientationBlock(orientation);
  if (block) kept.splice(2, 0, chunkOf("eXIf", block));
  return concat(...kept);
}

function chunkOf(name: string, content: Bytes): Bytes {
  const named = concat(utf8(name), content);
  const framed = concat(new Uint8Array(4), named, new Uint8Array(4));
  view(framed).setUint32(0, content.length);
  view(framed).setUint32(framed.length - 4, crc32(named));
  return framed;
}

/** The check sum of a PNG chunk (W3C PNG, annex D). Not for security. */
function crc32(bytes: Bytes): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
