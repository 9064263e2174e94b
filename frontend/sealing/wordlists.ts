/** Published word lists, one small file per language, fetched only when a receipt is shown or typed. */
import { SealingError } from "./errors";

export type Language = "en" | "fr" | "es";

/** Languages with a published list of 7776 words; the others show digit groups (core/sealing/wordlists/README.md). */
export const WORD_LANGUAGES: readonly Language[] = ["en", "fr", "es"];

export interface WordList {
  readonly language: Language;
  /** 7776 words in the order of their dice codes. */
  readonly words: readonly string[];
}

export const hasWordList = (language: string): language is Language =>
  (WORD_LANGUAGES as readonly string[]).includes(language);

/** Fetches the list at `url`, the address the page hands over. */
export async function loadWordList(url: string, language: Language): Promise<WordList> {
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new SealingError("refused", "no word list", { status: answer.status, error: "word_list" });
  return readWordList(await answer.text(), language);
}

/** The list in a front-coded file: of each word, how many letters are kept from the word before, and the rest. */
export function readWordList(coded: string, language: Language): WordList {
  const words: string[] = [];
  let before = "";
  for (const [, kept, rest] of coded.matchAll(/(\d)(\D*)/g)) {
    before = before.slice(0, Number(kept)) + rest;
    words.push(before);
  }
  if (new Set(words).size !== 7776) throw new SealingError("malformed", "a word list holds 7776 different words");
  return { language, words };
}
