/** The open report on the page: head, two sides (conversation, notes), and what is known about it. */

import { announce, announceNow } from "../staff/announce";
import { button, byId, el, isolated, renew } from "../staff/dom";
import { inWords } from "../staff/faults";
import { icon } from "../staff/icons";
import { t } from "../staff/texts";
import { aboutView } from "./about-view";
import { stateLabel } from "./coded";
import { SideView } from "./side-view";
import type { Desk } from "./desk";
import type { Drafts } from "./drafts";
import { OpenCase, type Side } from "./open-case";
import { tabs } from "./tabs";

const SIDES: readonly Side[] = ["conversation", "case_file"];

export class CaseView {
  readonly #body = byId("case-body");
  readonly #none = byId("case-none");
  #open: OpenCase | null = null;

  constructor(private readonly desk: Desk, private readonly drafts: Drafts) {
    desk.selectedChanged.on((id) => void this.#show(id));
  }

  async #show(id: string | null): Promise<void> {
    this.#open = null;
    this.#none.hidden = id !== null;
    this.#body.hidden = id === null;
    this.#body.replaceChildren();
    byId("desk").dataset["view"] = id === null ? "list" : "case";
    if (id !== null) await this.#load(id);
  }

  async #load(id: string): Promise<void> {
    const number = this.desk.report(id)?.number ?? "";
    renew(this.#body, this.#back(), el("p", { class: "muted" }, t("opening", { number })));
    announce(t("opening", { number }));
    try {
      const opened = await OpenCase.open(this.desk, id);
      if (this.desk.selected === id) this.#draw(opened);
    } catch (error) {
      if (this.desk.selected === id) this.#fail(id, error);
    }
  }

  #fail(id: string, error: unknown): void {
    const words = inWords(error);
    const again = button(t("try_again"), () => void this.#show(id));
    renew(this.#body, this.#back(), notice("danger", t("case_failed"), el("p", {}, words)), again);
    announceNow(`${t("case_failed")} ${words}`);
  }

  #draw(opened: OpenCase): void {
    this.#open = opened;
    const head = el("header", { class: "case-head" });
    const warnings = el("div", { class: "case-warnings" });
    const sides = SIDES.map((side) => new SideView(opened, side, this.drafts));
    const main = tabs([
      ...sides.map((side) => ({ name: side.side, label: t(`tab_${side.side}`), panel: side.element })),
      { name: "about", label: t("tab_about"), panel: aboutView(opened) },
    ]);
    const drawHead = () => {
      if (!this.desk.report(opened.id)) return this.desk.select(null);
      renew(head, this.#back(), ...heading(opened));
      renew(warnings, ...caution(opened));
    };
    opened.changed.on(drawHead);
    drawHead();
    renew(this.#body, head, warnings, main);
    byId("case").focus({ preventScroll: true });
    if (this.#body.getBoundingClientRect().top < 0) this.#body.scrollIntoView();
    announce(t("opened", { number: opened.report.number }));
  }

  #back(): HTMLElement {
    return button(el("span", {}, icon("back"), " ", t("back_to_list")), () => history.back(), { class: "button quiet case-back" });
  }

  /** Fetch the open report again (after the list said that something is new in it). */
  async reload(): Promise<void> {
    await this.#open?.load();
  }
}

function heading(opened: OpenCase): HTMLElement[] {
  const { report } = opened;
  const words = opened.desk.index.content.cases[report.id]?.heading;
  return [
    el("h2", { id: "case-title" }, el("span", { class: "ltr case-number" }, report.number), " ", words ? isolated(words) : ""),
    el(
      "p",
      { class: "case-tags" },
      el("span", { class: "tag information" }, t(`want_${report.want}`)),
      el("span", { class: report.state === "withdrawn" ? "tag warning" : "tag plain" }, stateLabel(report.state)),
      report.assignee ? el("span", { class: "tag plain" }, icon("person"), isolated(report.assignee.name)) : el("span", { class: "tag plain" }, t("unassigned")),
    ),
  ];
}

export function notice(kind: "information" | "warning" | "danger" | "success", title: string, ...body: Node[]): HTMLElement {
  return el(
    "div",
    { class: `notice ${kind}`, role: kind === "danger" ? "alert" : "note" },
    icon(kind === "success" ? "check" : kind),
    el("div", {}, el("p", { class: "title" }, title), ...body),
  );
}

function caution(opened: OpenCase): HTMLElement[] {
  const said: HTMLElement[] = [];
  const { epochs } = opened.sides.conversation;
  if (opened.authorChanged) said.push(notice("danger", t("record_author_changed")));
  if (opened.view.conversation.grants.length === 0) said.push(notice("danger", t("no_grant")));
  else if (epochs.length === 0) said.push(notice("danger", t("grant_useless")));
  if (epochs.length > 0 && opened.report.state !== "withdrawn" && SIDES.some((side) => opened.keyRefused(side))) said.push(notice("danger", t("key_refused")));
  if (opened.report.state === "withdrawn") said.push(notice("warning", t("withdrawn")));
  return said;
}
