/** Six words drawn evenly from a published list of 7776: 77 bits, and scrypt makes each guess cost a second. */

import { pageSettings } from "../staff/texts";
import { loadWordList, type Language } from "../sealing";

const WORDS = 6;

interface WordSettings {
  readonly words: string;
  readonly words_language: Language;
}

/** A whole number below `limit`, each equally likely: what lies above the last full multiple is drawn again. */
function drawn(limit: number): number {
  const most = Math.floor(2 ** 32 / limit) * limit;
  for (;;) {
    const [number] = crypto.getRandomValues(new Uint32Array(1));
    if (number! < most) return number! % limit;
  }
}

export async function offeredPassphrase(): Promise<string> {
  const { words, words_language } = pageSettings<WordSettings>();
  const list = await loadWordList(words, words_language);
  return Array.from({ length: WORDS }, () => list.words[drawn(list.words.length)]).join(" ");
}
