/** The list of reports: one tab stop, arrows or j and k inside, Enter opens. Nothing is unsealed for it. */

import { byId, button, el, renew } from "../staff/dom";
import { icon } from "../staff/icons";
import { announce } from "../staff/announce";
import { number, roughly, t } from "../staff/texts";
import { isolated } from "../staff/dom";
import { page, shortAnswers, stateLabel } from "./coded";
import type { Desk } from "./desk";
import { counts, filter, isNew, KINDS, steadily, type Kind } from "./filters";
import type { WireReport } from "./wire";

const KIND_TEXT: Record<Kind, string> = {
  all: "filter_all", new: "filter_new", mine: "filter_mine", unassigned: "filter_unassigned",
};

export class List {
  readonly #rows = new Map<string, HTMLButtonElement>();
  readonly #drawn = new Map<string, { report: WireReport; heading: string }>();
  readonly #list = byId("cases");
  readonly #field = byId<HTMLInputElement>("filter");
  #kind: Kind = "all";
  #order: readonly WireReport[] = [];
  #shown: string[] = [];
  #last = "";

  constructor(private readonly desk: Desk) {
    desk.changed.on(() => this.draw());
    desk.selectedChanged.on((id) => {
      this.#last = id ?? this.#last;
      this.#mark();
    });
    this.#field.addEventListener("input", () => this.#apply(true));
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "Enter") this.#moveTo(0);
    });
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.draw();
  }

  draw(): void {
    const held = (document.activeElement as HTMLElement | null)?.dataset["report"];
    this.#order = steadily(this.#order, this.desk.reports);
    const rows = new Map(this.#order.map((report) => [report.id, this.#reused(report)]));
    this.#rows.clear();
    for (const [id, row] of rows) this.#rows.set(id, row);
    this.#list.replaceChildren(...[...rows.values()].map((row) => row.parentElement ?? el("li", {}, row)));
    this.#drawChips();
    this.#apply(false);
    this.#mark();
    if (held) this.#rows.get(held)?.focus();
  }

  focusFilter(): void {
    this.#field.focus();
    this.#field.select();
  }

  /** Back to the row she came from, or the first one. */
  focusRow(): void {
    const before = this.#shown.includes(this.#last) ? this.#last : this.#shown[0];
    this.#rows.get(before ?? "")?.focus();
  }

  /** The row as it is, unless the report or its heading has changed. */
  #reused(report: WireReport): HTMLButtonElement {
    const heading = this.desk.index.content.cases[report.id]?.heading ?? "";
    const drawn = this.#drawn.get(report.id);
    const row = this.#rows.get(report.id);
    if (row && drawn?.report === report && drawn.heading === heading) return row;
    this.#drawn.set(report.id, { report, heading });
    return this.#row(report);
  }

  #row(report: WireReport): HTMLButtonElement {
    const row = button(null, () => void this.desk.select(report.id), {
      class: isNew(report) ? "case-row is-new" : "case-row", tabindex: -1, "data-report": report.id,
    });
    return renew(
      row,
      el("span", { class: "case-top" }, el("span", { class: "case-number ltr" }, report.number), ...this.#badges(report)),
      this.#heading(report),
      el("span", { class: "case-facets" }, shortAnswers(report) || t("no_answers")),
      el(
        "span",
        { class: "case-foot" },
        el("span", {}, t(`want_${report.want}`)),
        el("span", {}, stateLabel(report.state)),
        el("span", {}, this.#assignee(report)),
        el("span", { class: "case-when" }, roughly(report.received)),
      ),
    );
  }

  #heading(report: WireReport): HTMLElement {
    const heading = this.desk.index.content.cases[report.id]?.heading;
    if (heading) return el("span", { class: "case-heading", dir: "auto" }, isolated(heading));
    return el("span", { class: "case-heading unread" }, t(report.opened ? "opened_untitled" : "new_unopened"));
  }

  #assignee(report: WireReport): Node | string {
    if (!report.assignee) return t("unassigned");
    return report.assignee.id === page.account ? t("you") : isolated(report.assignee.name);
  }

  *#badges(report: WireReport): Generator<HTMLElement> {
    if (report.unread > 0) yield el("span", { class: "tag" }, t("unread", { n: report.unread }));
    if (report.rotation_due) yield el("span", { class: "tag warning" }, icon("key"), t("rotation_due"));
  }

  #drawChips(): void {
    const count = counts(this.desk.reports, page.account);
    const chips = KINDS.map((kind) =>
      button(null, () => this.#choose(kind), { class: "chip", "aria-pressed": String(kind === this.#kind), "data-kind": kind }),
    );
    KINDS.forEach((kind, at) =>
      renew(chips[at]!, t(KIND_TEXT[kind]), " ", el("span", { class: "chip-count" }, number(count[kind]))),
    );
    const held = (document.activeElement as HTMLElement | null)?.dataset["kind"];
    byId("chips").replaceChildren(...chips);
    chips.find((chip) => chip.dataset["kind"] === held)?.focus();
  }

  #choose(kind: Kind): void {
    this.#kind = kind;
    this.#drawChips();
    this.#apply(true);
  }

  #apply(say: boolean): void {
    const wanted = filter(this.#kind, this.#field.value, this.desk.index.content, page.account);
    this.#shown = [];
    for (const report of this.#order) {
      const shown = wanted(report);
      this.#rows.get(report.id)!.parentElement!.hidden = !shown;
      if (shown) this.#shown.push(report.id);
    }
    this.#drawEmpty();
    this.#mark();
    if (say) announce(t("shown", { n: this.#shown.length }));
  }

  #drawEmpty(): void {
    const empty = byId("list-empty");
    empty.hidden = this.#shown.length > 0;
    if (empty.hidden) return void empty.replaceChildren();
    const nothing = this.desk.reports.length === 0;
    renew(
      empty,
      icon(nothing ? "inbox" : "search"),
      el("h3", {}, t(nothing ? "none_at_all_title" : "none_found_title")),
      el("p", {}, t(nothing ? "none_at_all" : "none_found")),
      !nothing && button(t("clear_filter"), () => this.#clear()),
    );
  }

  #clear(): void {
    this.#field.value = "";
    this.#choose("all");
    this.#field.focus();
  }

  /** One row is the tab stop: the open one, else the first that is shown. */
  #mark(): void {
    const selected = this.desk.selected;
    const stop = selected && this.#shown.includes(selected) ? selected : this.#shown[0];
    for (const [id, row] of this.#rows) {
      row.tabIndex = id === stop ? 0 : -1;
      if (id === selected) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.#shown.indexOf((event.target as HTMLElement).dataset["report"] ?? "");
    const last = this.#shown.length - 1;
    const steps: Record<string, number> = { ArrowDown: here + 1, j: here + 1, ArrowUp: here - 1, k: here - 1, Home: 0, End: last };
    const to = steps[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    this.#moveTo(Math.max(0, Math.min(last, to)));
  }

  #moveTo(position: number): void {
    const next = this.#rows.get(this.#shown[position]!);
    for (const row of this.#rows.values()) row.tabIndex = row === next ? 0 : -1;
    next?.focus();
  }
}
