/** A cursor that refuses to read past the end, so that a broken picture is called broken and not cut short. */
import type { Bytes } from "../encoding";

export class Damaged extends Error {}

export function take(bytes: Bytes, at: number, size: number): Bytes {
  if (at + size > bytes.length) throw new Damaged("the picture ends too early");
  return bytes.subarray(at, at + size);
}

export const view = (bytes: Bytes): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const latin = (bytes: Bytes): string => String.fromCharCode(...bytes);
