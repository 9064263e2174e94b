/** WebP: keeps the chunks that draw the picture, drops Exif, XMP and unknown ones (RFC 9649, section 2). */
import { type Bytes, concat, utf8 } from "../encoding";
import { Damaged, latin, take, view } from "./bytes";
import { orientationBlock, orientationOf } from "./exif";

const KEPT = new Set(["VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH", "ICCP"]);
const XMP_FLAG = 0x04;
const EXIF_FLAG = 0x08;

/** Also drops what follows the RIFF container. */
export function cleanWebp(bytes: Bytes): Bytes {
  const end = 8 + view(take(bytes, 4, 4)).getUint32(0, true);
  const body = take(bytes, 0, end);
  const kept: Bytes[] = [];
  let orientation = 1;
  for (let at = 12; at < end; ) {
    const size = view(take(body, at + 4, 4)).getUint32(0, true);
    const chunk = take(body, at, 8 + size);
    const name = latin(chunk.subarray(0, 4));
    if (name === "EXIF") orientation = orientationOf(withoutPrefix(chunk.subarray(8)));
    if (KEPT.has(name)) kept.push(even(chunk));
    at += 8 + size + (size % 2);
  }
  return finished(kept, orientation);
}

/** Some writers put the JPEG prefix in front of the TIFF block. */
const withoutPrefix = (block: Bytes): Bytes => (latin(block.subarray(0, 6)) === "Exif\0\0" ? block.subarray(6) : block);

const even = (chunk: Bytes): Bytes => (chunk.length % 2 === 0 ? chunk : concat(chunk, new Uint8Array(1)));

function finished(kept: Bytes[], orientation: number): Bytes {
  const [first] = kept;
  if (!first) throw new Damaged("no picture inside");
  const block = orientationBlock(orientation);
  const extended = latin(first.subarray(0, 4)) === "VP8X";
  if (extended) kept[0] = withFlags(first, block !== null);
  if (extended && block) kept.push(chunkOf("EXIF", block));
  const size = kept.reduce((sum, chunk) => sum + chunk.length, 4);
  const head = concat(utf8("RIFF"), new Uint8Array(4), utf8("WEBP"));
  view(head).setUint32(4, size, true);
  return concat(head, ...kept);
}

function withFlags(header: Bytes, turned: boolean): Bytes {
  const changed = header.slice();
  const flags = (changed[8] ?? 0) & ~(XMP_FLAG | EXIF_FLAG);
  changed[8] = turned ? flags | EXIF_FLAG : flags;
  return changed;
}

function chunkOf(name: string, content: Bytes): Bytes {
  const head = concat(utf8(name), new Uint8Array(4));
  view(head).setUint32(4, content.length, true);
  return even(concat(head, content));
}
