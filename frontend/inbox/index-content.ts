/**
 * What a handler's sealed index holds (docs/formats.md, "Sealed index"; docs/adr/0006): enough to list her cases after one
 * unsealing, and what her browser must remember for good: the roots it trusts and the keys colleagues sign with.
 */

export interface IndexedCase {
  /** First words of the report, once she has opened it. */
  readonly heading: string;
  /** When this entry was last changed; the newer wins a merge. */
  readonly at: string;
  /** The reporter's signing key as first seen (base64). */
  readonly author: string;
  /** What she was writing when the inbox was locked. */
  readonly drafts?: { readonly conversation?: string; readonly case_file?: string };
}

export interface RememberedTeam {
  readonly root: string;
  readonly version: number;
  readonly sha256: string;
}

export interface Index {
  readonly v: 1;
  readonly teams: Readonly<Record<string, RememberedTeam>>;
  readonly signers: Readonly<Record<string, { readonly name: string; readonly ed25519: string }>>;
  readonly cases: Readonly<Record<string, IndexedCase>>;
  readonly shortcuts: boolean;
}

export const EMPTY: Index = { v: 1, teams: {}, signers: {}, cases: {}, shortcuts: true };

const HEADING = 90;

/** The first words of a report as a heading of one line. */
export function headingOf(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= HEADING) return line;
  const cut = line.slice(0, HEADING);
  const space = cut.lastIndexOf(" ");
  return `${space > HEADING / 2 ? cut.slice(0, space) : cut}…`;
}

/** The index with one case changed. */
export function withCase(index: Index, id: string, change: Partial<IndexedCase>, at: string): Index {
  const before = index.cases[id] ?? { heading: "", at, author: "" };
  return { ...index, cases: { ...index.cases, [id]: { ...before, ...change, at } } };
}

/** The index without cases that are no longer hers; what she may not see any more, her list forgets. */
export function onlyCases(index: Index, ids: ReadonlySet<string>): Index {
  const cases = Object.fromEntries(Object.entries(index.cases).filter(([id]) => ids.has(id)));
  return { ...index, cases };
}

function newerCase(one: IndexedCase | undefined, other: IndexedCase): IndexedCase {
  if (!one) return other;
  const newer = one.at >= other.at ? one : other;
  // Who wrote a report never changes: what was seen first stays.
  return { ...newer, author: one.author || other.author };
}

function higherTeam(one: RememberedTeam | undefined, other: RememberedTeam): RememberedTeam {
  return one && one.version >= other.version ? one : other;
}

function merged<V>(mine: Readonly<Record<string, V>>, theirs: Readonly<Record<string, V>>, pick: (mine: V | undefined, theirs: V) => V) {
  const all: Record<string, V> = { ...mine };
  for (const [key, value] of Object.entries(theirs)) all[key] = pick(all[key], value);
  return all;
}

/** Two windows wrote at once: everything of both, the newer entry of a case, the higher version of a team. */
export function merge(mine: Index, theirs: Index): Index {
  return {
    v: 1,
    cases: merged(mine.cases, theirs.cases, newerCase),
    teams: merged(mine.teams, theirs.teams, higherTeam),
    signers: { ...theirs.signers, ...mine.signers },
    shortcuts: mine.shortcuts,
  };
}

/** Whether what was unsealed has the form of an index. */
export function isIndex(value: unknown): value is Index {
  const index = value as Index | null;
  return index?.v === 1 && typeof index.cases === "object" && typeof index.teams === "object" && typeof index.signers === "object";
}
