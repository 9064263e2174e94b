/** Finds eight words of one list in what was typed. */
import { RECEIPT_GROUPS } from "./receipt";
import type { Correction } from "./receipt-parser";
import type { WordList } from "./wordlists";

export interface Reading {
  indices: number[];
  corrections: Correction[];
}

export interface WordsRead {
  found: Reading[];
  /** Tokens that are no word of this list and not one slip away from exactly one. */
  unknown: string[];
  /** How many words seem to have been typed. */
  count: number;
}

/** More readings than this are not offered: each costs a question to the server. */
const MOST_READINGS = 8;

/** Letters only, small, without accents: "T-Shirt" and "tshirt" are one word. */
const keyOf = (word: string): string =>
  word.normalize("NFD").toLowerCase().replace(/[^\p{L}]/gu, "");

const indexes = new WeakMap<WordList, Map<string, number>>();

function indexOf(list: WordList): Map<string, number> {
  const known = indexes.get(list) ?? new Map(list.words.map((word, place) => [keyOf(word), place]));
  indexes.set(list, known);
  return known;
}

export function readWords(written: string, list: WordList): WordsRead {
  const index = indexOf(list);
  const tokens = written.split(/[^\p{L}\p{M}]+/u).map(keyOf).filter(Boolean);
  const exact = readTokens(tokens, (token) => plain(index.get(token)));
  const found = exact.length > 0 ? exact : readTokens(tokens, (token) => forgiving(token, index, list));
  const unknown = tokens.filter((token) => forgiving(token, index, list) === null);
  return { found: found.length > 0 ? found : readJoined(tokens.join(""), index), unknown, count: tokens.length };
}

type WordLookup = (token: string) => Reading | null;

const plain = (place: number | undefined): Reading | null =>
  place === undefined ? null : { indices: [place], corrections: [] };

/** Words token by token; two tokens may be one word, because some words are written with a hyphen. */
function readTokens(tokens: string[], lookUp: WordLookup): Reading[] {
  const found: Reading[] = [];
  const walk = (at: number, before: Reading): void => {
    if (found.length >= MOST_READINGS || before.indices.length > RECEIPT_GROUPS) return;
    if (at === tokens.length && before.indices.length === RECEIPT_GROUPS) found.push(before);
    for (const width of [1, 2]) {
      const word = at + width <= tokens.length ? lookUp(tokens.slice(at, at + width).join("")) : null;
      if (word) walk(at + width, joined(before, word));
    }
  };
  walk(0, { indices: [], corrections: [] });
  return found;
}

/** Words run together, as when a line break falls inside one. No slip is forgiven here. */
function readJoined(letters: string, index: Map<string, number>): Reading[] {
  const found: Reading[] = [];
  const walk = (at: number, indices: number[]): void => {
    if (found.length >= MOST_READINGS || indices.length > RECEIPT_GROUPS) return;
    if (at === letters.length && indices.length === RECEIPT_GROUPS) found.push({ indices, corrections: [] });
    for (let end = at + 3; end <= Math.min(at + 12, letters.length); end++) {
      const place = index.get(letters.slice(at, end));
      if (place !== undefined) walk(end, [...indices, place]);
    }
  };
  walk(0, []);
  return found;
}

const joined = (left: Reading, right: Reading): Reading => ({
  indices: [...left.indices, ...right.indices],
  corrections: [...left.corrections, ...right.corrections],
});

/** The word itself, or the only word of the list one slip away. */
function forgiving(token: string, index: Map<string, number>, list: WordList): Reading | null {
  const exact = plain(index.get(token));
  if (exact) return exact;
  const near = [...index].filter(([word]) => oneSlip(token, word));
  const place = near.length === 1 ? near[0]?.[1] : undefined;
  if (place === undefined) return null;
  return { indices: [place], corrections: [{ typed: token, read: list.words[place] as string }] };
}

/** One letter wrong, missing or too many, or two neighbours swapped (Damerau's four slips). */
export function oneSlip(typed: string, word: string): boolean {
  if (Math.abs(typed.length - word.length) > 1) return false;
  let same = 0;
  while (same < typed.length && typed[same] === word[same]) same++;
  const left = typed.slice(same);
  const right = word.slice(same);
  return (
    left.slice(1) === right.slice(1) ||
    left.slice(1) === right ||
    left === right.slice(1) ||
    (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
  );
}
