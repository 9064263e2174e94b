/**
 * A rough guess at how long a passphrase resists: guidance, not a rule. Words count as words from a list of 7776
 * would at best (12.9 bits), letters as English text does (2.6 bits; more where kinds are mixed).
 */

export type Strength = "none" | "weak" | "fair" | "strong";

export const SHORTEST = 12;
const WORD_BITS = 12.9;

function letterBits(text: string): number {
  const kinds = [/\p{Ll}|\p{Lo}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}\s]/u].filter((kind) => kind.test(text)).length;
  const distinct = new Set(text).size;
  // "aaaaaaaa" and "12341234" are not as long as they look.
  const worth = Math.min(text.length, distinct * 2.2);
  return worth * (1.9 + 0.7 * kinds);
}

export function strengthOf(passphrase: string): Strength {
  const text = passphrase.trim();
  if (!text) return "none";
  const words = new Set(text.toLocaleLowerCase().split(/[\s\-_.,]+/).filter((word) => [...word].length >= 3)).size;
  const bits = words >= 3 ? Math.min(letterBits(text), words * WORD_BITS) : letterBits(text) * 0.8;
  if (text.length < SHORTEST || bits < 45) return "weak";
  return bits < 62 ? "fair" : "strong";
}
