/** JPEG: keeps what decodes the picture and its colours, drops every other segment (ITU-T T.81, annex B). */
import { type Bytes, concat, utf8 } from "../encoding";
import { Damaged, latin, take, view } from "./bytes";
import { orientationBlock, orientationOf } from "./exif";

const SOS = 0xda;
const EOI = 0xd9;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COMMENT = 0xfe;

/** Also drops what follows the end of the picture, where phones hide previews and short films. */
export function cleanJpeg(bytes: Bytes): Bytes {
  const kept: Bytes[] = [take(bytes, 0, 2)];
  let orientation = 1;
  for (let at = 2; ; ) {
    const marker = markerAt(bytes, at);
    if (marker === EOI) return finished(kept, take(bytes, at, 2), orientation);
    const segment = take(bytes, at, 2 + lengthAt(bytes, at));
    if (isExif(marker, segment)) orientation = orientationOf(segment.subarray(10));
    const cleaned = cleanSegment(marker, segment);
    if (cleaned) kept.push(cleaned);
    at += segment.length;
    if (marker === SOS) {
      const end = scanEnd(bytes, at);
      kept.push(bytes.subarray(at, end));
      at = end;
    }
  }
}

/** The orientation goes where Exif expects it: right behind the start, or behind JFIF. */
function finished(kept: Bytes[], end: Bytes, orientation: number): Bytes {
  const block = orientationBlock(orientation);
  const place = kept[1]?.[1] === APP0 ? 2 : 1;
  if (block) kept.splice(place, 0, exifSegment(block));
  return concat(...kept, end);
}

function exifSegment(block: Bytes): Bytes {
  const size = 2 + 6 + block.length;
  return concat(Uint8Array.of(0xff, APP1, size >> 8, size & 255), utf8("Exif\0\0"), block);
}

function markerAt(bytes: Bytes, at: number): number {
  const [sign, marker] = take(bytes, at, 2);
  if (sign !== 0xff || marker === undefined || marker < 0xc0) throw new Damaged("a marker is expected");
  return marker;
}

function lengthAt(bytes: Bytes, at: number): number {
  const length = view(take(bytes, at + 2, 2)).getUint16(0);
  if (length < 2) throw new Damaged("a segment without length");
  return length;
}

const isExif = (marker: number, segment: Bytes): boolean =>
  marker === APP1 && latin(segment.subarray(4, 10)) === "Exif\0\0";

function cleanSegment(marker: number, segment: Bytes): Bytes | null {
  const name = latin(segment.subarray(4, 16));
  if (marker === APP0) return name.startsWith("JFIF\0") ? withoutThumbnail(segment) : null;
  if (marker === APP2) return name.startsWith("ICC_PROFILE\0") ? segment : null;
  if (marker === APP14) return name.startsWith("Adobe") ? segment : null;
  if (marker === COMMENT || (marker >= APP1 && marker <= APP15)) return null;
  return segment;
}

/** JFIF may carry a small picture of the picture, made before it was cropped (ITU-T T.871, section 10.1). */
function withoutThumbnail(segment: Bytes): Bytes {
  const head = take(segment, 0, 18).slice();
  head.set([0, 16], 2);
  head.set([0, 0], 16);
  return head;
}

/** Where the coded data ends: at the first marker that is neither stuffing (FF00), a restart nor a fill byte. */
function scanEnd(bytes: Bytes, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] as number;
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new Damaged("the picture has no end");
}
