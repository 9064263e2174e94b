/** Takes the traces of place, time and device out of pictures before they are sealed. Nothing is re-encoded. */
import type { Bytes } from "../encoding";
import { cleanJpeg } from "./jpeg";
import { cleanPng } from "./png";
import { cleanWebp } from "./webp";

/** Why a file keeps its metadata; the page says so and leaves the choice to her. */
export type NotCleaned = "unsupported_kind" | "damaged" | "too_large";

export type CleanedFile = { file: File; removed: true } | { file: File; removed: false; reason: NotCleaned };

/** Larger pictures are not read into memory. */
const LARGEST_PICTURE = 64 * 1024 * 1024;

/** By their first bytes, not by the name: a picture that is called something else is cleaned all the same. */
const CLEANERS: readonly { begins: (bytes: Bytes) => boolean; clean: (bytes: Bytes) => Bytes }[] = [
  { begins: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff, clean: cleanJpeg },
  { begins: (bytes) => ascii(bytes, 1, "PNG\r\n\x1a\n") && bytes[0] === 0x89, clean: cleanPng },
  { begins: (bytes) => ascii(bytes, 0, "RIFF") && ascii(bytes, 8, "WEBP"), clean: cleanWebp },
];

const ascii = (bytes: Bytes, at: number, text: string): boolean =>
  [...text].every((sign, index) => bytes[at + index] === sign.charCodeAt(0));

/**
 * The same picture without metadata, for JPEG, PNG and WebP. Any other kind (HEIC, TIFF, GIF, PDF, video, office
 * documents) comes back unchanged with `removed: false`: we do not pretend.
 */
export async function removeMetadata(file: File): Promise<CleanedFile> {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const cleaner = CLEANERS.find(({ begins }) => begins(head));
  if (!cleaner) return { file, removed: false, reason: "unsupported_kind" };
  if (file.size > LARGEST_PICTURE) return { file, removed: false, reason: "too_large" };
  try {
    const cleaned = cleaner.clean(new Uint8Array(await file.arrayBuffer()));
    return { file: new File([cleaned], file.name, { type: file.type, lastModified: 0 }), removed: true };
  } catch {
    return { file, removed: false, reason: "damaged" };
  }
}
