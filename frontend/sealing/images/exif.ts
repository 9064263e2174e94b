/** Of all that Exif can hold only one value matters for seeing a picture: how it is turned. */
import type { Bytes } from "../encoding";
import { view } from "./bytes";

const ORIENTATION = 0x0112;

/** The orientation 1-8 in a TIFF block (Exif 2.32, section 4.6.4); 1, upright, when none can be read. */
export function orientationOf(tiff: Bytes): number {
  try {
    return readOrientation(view(tiff));
  } catch {
    return 1;
  }
}

function readOrientation(tiff: DataView): number {
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  const entries = tiff.getUint16(directory, little);
  for (let entry = directory + 2; entry < directory + 2 + entries * 12; entry += 12) {
    if (tiff.getUint16(entry, little) === ORIENTATION) return inRange(tiff.getUint16(entry + 8, little));
  }
  return 1;
}

const inRange = (value: number): number => (value >= 1 && value <= 8 ? value : 1);

/** A TIFF block that says how the picture is turned and nothing else; null for upright, which needs no saying. */
export function orientationBlock(orientation: number): Bytes | null {
  if (orientation === 1) return null;
  // Big-endian TIFF, one directory at 8 with one entry: tag, type SHORT, count 1, value; no next directory.
  return Uint8Array.of(
    0x4d, 0x4d, 0x00, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
  );
}
