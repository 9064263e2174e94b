/** The word lists as the build writes them, read as the page reads them. */
import { readFileSync } from "node:fs";
import { type Language, readWordList, type WordList } from "../sealing";

export const listOf = (language: Language): WordList =>
  readWordList(readFileSync(`build/static/upstander/words/${language}.txt`, "utf8"), language);

export const publishedWords = (language: Language): string[] =>
  readFileSync(`src/upstander/core/sealing/wordlists/${language}.txt`, "utf8").trimEnd().split("\n");
