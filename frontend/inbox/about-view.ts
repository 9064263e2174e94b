/** About a report: state and assignment, coded answers, who may read it, who opened it, copies. */

import { el, isolated, renew } from "../staff/dom";
import { inWords } from "../staff/faults";
import { exactly, roughly, t } from "../staff/texts";
import { fetchAccess } from "./access";
import { answers } from "./coded";
import { copiesView } from "./copies";
import { handlingView } from "./handling";
import type { OpenCase } from "./open-case";
import { peopleView } from "./people-view";
import type { WireOpening } from "./wire";

export function aboutView(opened: OpenCase): HTMLElement {
  const handling = el("section", { class: "about-part" });
  const people = el("section", { class: "about-part" }, el("h3", {}, t("who_reads")), el("p", { class: "muted" }, t("working")));
  const openings = el("section", { class: "about-part" });
  const facts = el("section", { class: "about-part" });
  const draw = async () => {
    if (!opened.desk.report(opened.id)) return;
    renew(facts, ...factList(opened));
    renew(openings, ...openingList(opened));
    try {
      const access = await fetchAccess(opened.id);
      renew(handling, ...handlingView(opened, access));
      renew(people, ...peopleView(opened, access));
    } catch (error) {
      renew(people, el("h3", {}, t("who_reads")), el("p", { class: "fault" }, inWords(error)));
    }
  };
  opened.changed.on(() => void draw());
  void draw();
  return el("div", { class: "about" }, handling, facts, people, openings, copiesView(opened));
}

function pair(title: string, ...value: (Node | string)[]): HTMLElement {
  return el("div", {}, el("dt", {}, title), el("dd", {}, ...value));
}

function factList(opened: OpenCase): Node[] {
  const { report } = opened;
  return [
    el("h3", {}, t("answers")),
    el(
      "dl",
      { class: "facts" },
      pair(t("kind"), t(`want_${report.want}`)),
      pair(t("received"), roughly(report.received)),
      pair(t("language"), languageName(report.language)),
      ...answers(report).map(({ title, values }) => pair(title, values.join(" · "))),
    ),
  ];
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function openingList({ view }: OpenCase): Node[] {
  const lines = (text: string, openings: readonly WireOpening[] = []) =>
    openings.map((opening) => openingLine(t(text, { n: opening.sequence }), opening));
  const all = [...lines("opening_line", view.conversation.openings), ...lines("opening_note", view.case_file?.openings)];
  const list = all.length ? el("ul", { class: "plain openings" }, ...all) : el("p", { class: "muted" }, t("openings_none"));
  return [el("h3", {}, t("who_opened")), list];
}

function openingLine(place: string, { name, opened }: WireOpening): HTMLElement {
  const who = name === null ? t("the_reporter") : isolated(name);
  return el("li", {}, el("span", { class: "muted" }, place), " ", who, " ", el("time", { class: "muted", datetime: opened }, exactly(opened)));
}
