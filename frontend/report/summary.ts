// "Check and send": everything in plain view, each with a way to change it.

import type { Answers, Facets } from "./answers";
import { all, copyOf, find, show, size, within, words } from "./page";
import type { ChosenFile } from "./files";

export interface Destination {
  organisation: string;
  unit: string | null;
  readers: string[];
}

export function summarise(given: Answers, to: Destination | null, files: readonly ChosenFile[]): void {
  find("sealed-for").textContent = to
    ? words("sealed_for", { names: to.readers.map(apart).join(" · ") })
    : words("sealed_for_you");
  find("summary-sealed").replaceChildren(
    row("summary_words", given.text || words("summary_none"), "what"),
    row("summary_files", files.map((file) => `${apart(file.name)} (${apart(size(file.size))})`).join("\n") || words("summary_none"), "files"),
    row("summary_contact", contactLines(given), "contact"),
    ...(to ? [] : facetRows(given.facets)),
  );
  find("summary-counted").replaceChildren(
    row("summary_want", labelOf("want", given.want), "want"),
    ...(to ? [row("summary_organisation", [to.organisation, to.unit].filter(Boolean).join("\n"), "who")] : []),
    ...(to ? facetRows(given.facets) : []),
  );
}

/** In a direction of its own: names and sizes keep their order in a line of another script. */
function apart(text: string): string {
  return `\u2068${text}\u2069`;
}

function contactLines(given: Answers): string {
  const lines = [given.name, given.contact, given.safeContact].filter(Boolean);
  return lines.length ? lines.join("\n") : words("summary_receipt_enough");
}

function facetRows(given: Facets): HTMLElement[] {
  return Object.entries(given)
    .filter(([name]) => name !== "named")
    .map(([name, codes]) => {
      const labels = codes.map((code) => labelOf(`facet-${name}`, code)).join(", ");
      return rowWith(titleOf(name), labels, name === "role" ? "want" : "what");
    });
}

/** What stands beside the radio button or box: the label in her language is on the page already. */
function labelOf(name: string, value: string): string {
  const label = document.querySelector(`input[name="${name}"][value="${value}"]`)?.closest("label");
  return (label?.querySelector("strong") ?? label)?.textContent?.trim() ?? value;
}

function titleOf(facet: string): string {
  const legend = document.querySelector(`input[name="facet-${facet}"]`)?.closest("fieldset")?.querySelector("legend");
  return legend?.firstChild?.textContent?.trim() ?? facet;
}

function row(key: string, value: string, step: string): HTMLElement {
  return rowWith(words(key), value, step);
}

function rowWith(term: string, value: string, step: string): HTMLElement {
  const line = copyOf("summary-row");
  within(line, "dt").textContent = term;
  const shown = within(line, "dd");
  shown.textContent = value;
  shown.dir = "auto";
  const change = within<HTMLButtonElement>(line, "button");
  change.dataset.go = step;
  within(change, ".hide").textContent = term;
  return line;
}

/** While it is under way, what was sealed is not changed any more. */
export function lockSummary(locked: boolean): void {
  for (const button of all<HTMLButtonElement>(find("form"), "[data-go], [data-back]")) button.disabled = locked;
  show(find("draft"), !locked);
}
