/** Reads a receipt as people type it: in words or digits, with what slips in forgiven (docs/formats.md, Receipt). */
import { fromDiceCode, RECEIPT_GROUPS, receiptFromIndices } from "./receipt";
import type { Language, WordList } from "./wordlists";
import { readWords } from "./word-reader";

export interface Correction {
  typed: string;
  read: string;
}

/** One reading of what was typed. Several lists may read the same words, each as another number. */
export interface Candidate {
  number: bigint;
  form: "digits" | Language;
  /** Shown for confirmation before the receipt is used. */
  corrections: Correction[];
}

export interface ParsedReceipt {
  candidates: Candidate[];
  problem: null | "empty" | "too_short" | "too_long" | "unknown_words";
  /** What could not be read, as it was typed. */
  unknown: string[];
}

const FIGURES = RECEIPT_GROUPS * 5;
const LOOK_ALIKES: Record<string, string> = { l: "1", I: "1", "|": "1", Z: "2", z: "2", S: "5", s: "5", b: "6" };

export function parseReceipt(typed: string, lists: readonly WordList[]): ParsedReceipt {
  const written = withPlainDigits(typed.normalize("NFKC"));
  if (!/[\p{L}\p{N}]/u.test(written)) return { candidates: [], problem: "empty", unknown: [] };
  return /\p{N}/u.test(written) ? parseDigits(written) : parseWords(written, lists);
}

/** Whether `typed` can be read as `receipt`: for practising once, before it is needed. */
export const sameReceipt = (typed: string, receipt: bigint, lists: readonly WordList[]): boolean =>
  parseReceipt(typed, lists).candidates.some((candidate) => candidate.number === receipt);

/** Digits of any script as 0-9. Unicode lays out each script's ten digits in a row that starts with its zero. */
function withPlainDigits(written: string): string {
  return written.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) as number;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String(code - zero);
  });
}

function parseDigits(written: string): ParsedReceipt {
  const groups = inFives(written.replace(/[^\p{L}\p{N}|]/gu, ""));
  const read = groups.map((group) => group.replace(/[lI|ZzSsb]/g, (sign) => LOOK_ALIKES[sign] as string));
  const unknown = groups.filter((_, index) => !/^[1-6]+$/.test(read[index] as string));
  const figures = read.join("").length;
  if (figures < FIGURES) return { candidates: [], problem: "too_short", unknown };
  if (figures > FIGURES) return { candidates: [], problem: "too_long", unknown };
  if (unknown.length > 0) return { candidates: [], problem: "unknown_words", unknown };
  const corrections = groups.map((group, index) => ({ typed: group, read: read[index] as string }));
  const number = receiptFromIndices(read.map(fromDiceCode));
  return { candidates: [{ number, form: "digits", corrections: corrections.filter(differs) }], problem: null, unknown };
}

const inFives = (signs: string): string[] => signs.match(/[^]{1,5}/gu) ?? [];
const differs = (correction: Correction): boolean => correction.typed !== correction.read;

function parseWords(written: string, lists: readonly WordList[]): ParsedReceipt {
  const readings = lists.map((list) => ({ list, ...readWords(written, list) }));
  const candidates = readings.flatMap(({ list, found }) =>
    found.map(({ indices, corrections }): Candidate => ({
      number: receiptFromIndices(indices),
      form: list.language,
      corrections,
    })),
  );
  if (candidates.length > 0) {
    candidates.sort((left, right) => left.corrections.length - right.corrections.length);
    return { candidates, problem: null, unknown: [] };
  }
  const nearest = readings.sort((left, right) => left.unknown.length - right.unknown.length)[0];
  return { candidates, problem: problemOf(nearest?.count ?? 0, nearest?.unknown ?? []), unknown: nearest?.unknown ?? [] };
}

function problemOf(count: number, unknown: string[]): ParsedReceipt["problem"] {
  if (count < RECEIPT_GROUPS) return "too_short";
  if (count > RECEIPT_GROUPS && unknown.length === 0) return "too_long";
  return unknown.length > 0 ? "unknown_words" : "too_long";
}
