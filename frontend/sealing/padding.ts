/** How large sealed things look from outside (docs/formats.md: Item, File). */
import { SealingError } from "./errors";
import { type Bytes, utf8 } from "./encoding";

const KIB = 1024;
export const SMALLEST_ITEM = 4 * KIB;
export const LARGEST_ITEM = 1024 * KIB;
export const SMALLEST_FILE = 64 * KIB;
export const LARGEST_CONTENT = 200 * KIB * KIB;

/** The smallest size class that holds `size` bytes of an item. */
export function itemClass(size: number): number {
  let fitting = SMALLEST_ITEM;
  while (fitting < size) fitting *= 2;
  if (fitting > LARGEST_ITEM) throw new SealingError("too_large", "an item holds at most 1024 KiB");
  return fitting;
}

/**
 * The Padmé size of a file's content: leaks O(log log n) bits of its length at a cost of at most 12 per cent
 * (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", PoPETs 2019, section 4).
 */
export function fileClass(size: number): number {
  if (size > LARGEST_CONTENT) throw new SealingError("too_large", "a file holds at most 200 MiB");
  return padme(Math.max(size, SMALLEST_FILE));
}

/** Padmé without our limits; `size` is at least 2. */
export function padme(size: number): number {
  const exponent = Math.floor(Math.log2(size));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - kept);
  return Math.ceil(size / step) * step;
}

/** JSON of `value` and spaces up to its size class. */
export function paddedJson(value: unknown, classOf: (size: number) => number = itemClass): Bytes {
  const json = utf8(JSON.stringify(value));
  const padded = new Uint8Array(classOf(json.length)).fill(0x20);
  padded.set(json);
  return padded;
}
