/** Which reports the list shows: by handling, and by words of what is known in this browser's memory. */

import type { Index } from "./index-content";
import type { WireReport } from "./wire";

export const KINDS = ["all", "new", "mine", "unassigned"] as const;
export type Kind = (typeof KINDS)[number];

/** Something in it that she has not read. */
export function isNew(report: WireReport): boolean {
  return report.unread > 0 || !report.opened;
}

const open = (report: WireReport): boolean => report.state !== "closed" && report.state !== "withdrawn";

const TESTS: Readonly<Record<Kind, (report: WireReport, account: string) => boolean>> = {
  all: () => true,
  new: isNew,
  mine: (report, account) => report.assignee?.id === account,
  unassigned: (report) => report.assignee === null && open(report),
};

/** How many reports each kind has. */
export function counts(reports: readonly WireReport[], account: string): Record<Kind, number> {
  const of = (kind: Kind) => reports.filter((report) => TESTS[kind](report, account)).length;
  return { all: of("all"), new: of("new"), mine: of("mine"), unassigned: of("unassigned") };
}

const plain = (text: string): string =>
  text.normalize("NFKD").replaceAll(/\p{Mn}/gu, "").toLocaleLowerCase();

/** A test for one kind and typed words: every word must occur in heading, number or assignee. */
export function filter(kind: Kind, typed: string, index: Index, account: string): (report: WireReport) => boolean {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return (report) => {
    if (!TESTS[kind](report, account)) return false;
    if (wanted.length === 0) return true;
    const known = plain(`${index.cases[report.id]?.heading ?? ""} ${report.number} ${report.assignee?.name ?? ""}`);
    return wanted.every((word) => known.includes(word));
  };
}

/** New first, then what is open, then the rest; inside each the latest first. */
function sorted(reports: readonly WireReport[]): WireReport[] {
  const rank = (report: WireReport) => (isNew(report) ? 0 : open(report) ? 1 : 2);
  return [...reports].sort((one, other) => rank(one) - rank(other) || other.received.localeCompare(one.received));
}

/** The order that she has before her stays while she works; what arrives or becomes new sorts it again. */
export function steadily(before: readonly WireReport[], now: readonly WireReport[]): readonly WireReport[] {
  const was = new Map(before.map((report, place) => [report.id, { report, place }]));
  const arrived = now.some((report) => {
    const known = was.get(report.id);
    return !known || (isNew(report) && !isNew(known.report));
  });
  if (arrived) return sorted(now);
  return [...now].sort((one, other) => was.get(one.id)!.place - was.get(other.id)!.place);
}
