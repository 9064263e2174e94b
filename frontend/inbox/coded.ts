/** Coded answers and states in words: the labels came with the page, already translated. */

import { pageSettings } from "../staff/texts";
import type { State, WireReport } from "./wire";

export interface Facet {
  readonly name: string;
  readonly title: string;
  readonly codes: Readonly<Record<string, string>>;
}

export interface PageSettings {
  readonly worker: string;
  readonly account: string;
  readonly name: string;
  readonly idle_minutes: number;
  readonly keys: string;
  /** What her role allows anywhere; whether this report does, the server decides. */
  readonly may: Readonly<Record<"answer" | "assign" | "grant" | "note", boolean>>;
  readonly states: Readonly<Record<State, string>>;
  readonly moves: Readonly<Record<State, readonly State[]>>;
  readonly facets: readonly Facet[];
}

export const page = pageSettings<PageSettings>();

export const stateLabel = (state: State): string => page.states[state] ?? state;

/** Title and answers, in the order of the questions; questions without an answer are left out. */
export function answers(report: WireReport): { title: string; values: string[] }[] {
  return page.facets
    .filter((facet) => report.facets[facet.name]?.length)
    .map((facet) => ({
      title: facet.title,
      values: report.facets[facet.name]!.map((code) => facet.codes[code] ?? code),
    }));
}

const SHORT = new Set(["role", "conduct", "online_form", "relation", "time"]);

/** A line for the list: whom it happened to, the kinds of conduct, by whom, when. */
export function shortAnswers(report: WireReport): string {
  return page.facets
    .filter((facet) => SHORT.has(facet.name))
    .flatMap((facet) => (report.facets[facet.name] ?? []).map((code) => facet.codes[code] ?? code))
    .slice(0, 4)
    .join(" · ");
}
