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
const SHORTEST_WORD = 3;
const LONGEST_WORD = 9;

/** Letters only, small, without accents: "T-Shirt" and "tshirt" are one word. */
const keyOf = (word: string): string =>
  word.normalize("NFD").toLowerCase().replace(/[^\p{L}]/gu, "");

/** Places by key. The English list has "yo-yo" and "yoyo": typed alike, they are two readings. */
type Index = Map<string, number[]>;

const indexes = new WeakMap<WordList, Index>();

function indexOf(list: WordList): Index {
  const known = indexes.get(list) ?? makeIndex(list);
  indexes.set(list, known);
  return known;
}

function makeIndex(list: WordList): Index {
  const index: Index = new Map();
  list.words.forEach((word, place) => index.set(keyOf(word), [...(index.get(keyOf(word)) ?? []), place]));
  return index;
}

export function readWords(written: string, list: WordList): WordsRead {
  const index = indexOf(list);
  const tokens = written.split(/[^\p{L}\p{M}]+/u).map(keyOf).filter(Boolean);
  const exact = readTokens(tokens, (token) => plain(token, index));
  const found = exact.length > 0 ? exact : readTokens(tokens, (token) => forgiving(token, index, list));
  const unknown = tokens.filter((token) => forgiving(token, index, list).length === 0);
  return { found: found.length > 0 ? found : readJoined(tokens.join(""), index), unknown, count: tokens.length };
}

const NOTHING: Reading = { indices: [], corrections: [] };

const plain = (token: string, index: Index): Reading[] =>
  (index.get(token) ?? []).map((place) => ({ indices: [place], corrections: [] }));

/** Words token by token; two tokens may be one word, because some words are written with a hyphen. */
function readTokens(tokens: string[], lookUp: (token: string) => Reading[]): Reading[] {
  const found: Reading[] = [];
  const walk = (at: number, before: Reading): void => {
    if (found.length >= MOST_READINGS || before.indices.length > RECEIPT_GROUPS) return;
    if (at === tokens.length && before.indices.length === RECEIPT_GROUPS) found.push(before);
    for (const width of [1, 2].filter((each) => at + each <= tokens.length)) {
      const word = tokens.slice(at, at + width).join("");
      for (const reading of lookUp(word)) walk(at + width, joined(before, reading));
    }
  };
  walk(0, NOTHING);
  return found;
}

/** Words run together, as when a line break falls inside one. No slip is forgiven here. */
function readJoined(letters: string, index: Index): Reading[] {
  const found: Reading[] = [];
  const walk = (at: number, before: Reading): void => {
    if (found.length >= MOST_READINGS || before.indices.length > RECEIPT_GROUPS) return;
    if (at === letters.length && before.indices.length === RECEIPT_GROUPS) found.push(before);
    for (let end = at + SHORTEST_WORD; end <= Math.min(at + LONGEST_WORD, letters.length); end++) {
      for (const reading of plain(letters.slice(at, end), index)) walk(end, joined(before, reading));
    }
  };
  walk(0, NOTHING);
  return found;
}

const joined = (left: Reading, right: Reading): Reading => ({
  indices: [...left.indices, ...right.indices],
  corrections: [...left.corrections, ...right.corrections],
});

/** The word itself, or the only word of the list one slip away. */
function forgiving(token: string, index: Index, list: WordList): Reading[] {
  if (index.has(token)) return plain(token, index);
  const near = [...index].filter(([word]) => oneSlip(token, word));
  if (near.length !== 1) return [];
  const places = near[0]?.[1] ?? [];
  return places.map((place) => ({ indices: [place], corrections: [{ typed: token, read: list.words[place] as string }] }));
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
