/** Names and kinds of files come from strangers: what is shown, saved and drawn is decided here, not by them. */

/** Pictures that browsers decode without running anything; SVG is a document and stays out. */
const PICTURES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const LONGEST = 120;

/** A name to save under: no paths, no hidden or reordering characters, no leading dot, not too long. */
export function safeName(name: unknown, otherwise: string): string {
  const text = (typeof name === "string" ? name : "").normalize("NFC");
  const plain = text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, "")
    .replaceAll(/[/\\:*?"<>|]/g, "_")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  if (!plain) return otherwise;
  const kept = shortened(plain);
  return RESERVED.test(kept) ? `_${kept}` : kept;
}

function shortened(name: string): string {
  if (name.length <= LONGEST) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : "";
  return name.slice(0, LONGEST - ending.length) + ending;
}

/** Whether she may have it drawn on the page, on demand. */
export function isPicture(mediaType: unknown): boolean {
  return typeof mediaType === "string" && PICTURES.has(mediaType);
}
