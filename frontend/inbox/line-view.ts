/** One line of a conversation: who, when, words or file, and whether its signature was checked. All text is text. */

import { announce } from "../staff/announce";
import { Refusal } from "../staff/api";
import { ask, tell } from "../staff/dialog";
import { button, el, isolated, words, type Child } from "../staff/dom";
import { inWords } from "../staff/faults";
import { icon } from "../staff/icons";
import { exactly, roughly, t } from "../staff/texts";
import type { Line, OpenedItem } from "../sealing";
import { attachment } from "./attachments";
import { answers } from "./coded";
import type { OpenCase, Side } from "./open-case";

export function lineView(opened: OpenCase, side: Side, line: Line): HTMLElement {
  const { stored } = line;
  const mine = stored.signer?.principal === opened.desk.keySet.id;
  const kind = stored.direction === "reporter" ? "from-reporter" : mine ? "from-me" : "from-colleague";
  return el(
    "li",
    { class: `line ${kind}`, "data-sequence": stored.sequence },
    el(
      "header",
      { class: "line-head" },
      el("strong", {}, sender(opened, line, mine)),
      el("time", { datetime: stored.received, title: mine ? exactly(stored.received) : null }, roughly(stored.received)),
      line.opened && el("span", { class: "checked", title: t("verified") }, icon("check"), el("span", { class: "hide" }, t("verified"))),
    ),
    ...content(opened, side, line),
    mine && !stored.erased && !stored.opened && takeBack(opened, side, stored.id),
  );
}

/** A signer's name is shown as the manifest gave it, and only for a line whose signature was checked. */
function sender(opened: OpenCase, line: Line, mine: boolean): Child {
  if (line.stored.direction === "reporter") return t("from_reporter");
  if (mine) return t("from_you");
  const { signer } = line.stored;
  return signer ? isolated(opened.desk.index.content.signers[signer.principal]?.name ?? signer.name) : t("from_unknown");
}

function content(opened: OpenCase, side: Side, line: Line): HTMLElement[] {
  if (line.stored.erased) return [el("p", { class: "muted" }, t("erased"))];
  if (line.refused) return [refusedLine(line.refused)];
  if (!line.opened) return [el("p", { class: "muted" }, t("erased"))];
  return itemContent(opened, side, line, line.opened);
}

function refusedLine(code: string): HTMLElement {
  return el("p", { class: "refused", role: "note" }, icon("danger"), el("span", {}, t(code)));
}

function itemContent(opened: OpenCase, side: Side, line: Line, item: OpenedItem): HTMLElement[] {
  if (item.type === "file") return [attachment(opened, side, line, item.body)];
  if (item.type === "report") return reportContent(opened, item);
  return [words(String(item.body.text ?? ""))];
}

const FIELDS = ["subject", "name", "contact", "safe_contact"] as const;

function reportContent(opened: OpenCase, item: Extract<OpenedItem, { type: "report" }>): HTMLElement[] {
  const given = FIELDS.filter((field) => typeof item.body[field] === "string" && item.body[field]);
  const pairs = given.map((field) => el("div", {}, el("dt", {}, t(`field_${field}`)), el("dd", {}, words(item.body[field]!))));
  const coded = answers(opened.report).map(({ title, values }) =>
    el("div", {}, el("dt", {}, title), el("dd", {}, values.join(" · "))),
  );
  return [
    words(String(item.body.text ?? "")),
    ...(pairs.length ? [el("dl", { class: "facts" }, ...pairs)] : []),
    ...(coded.length ? [el("details", {}, el("summary", {}, t("answers")), el("dl", { class: "facts" }, ...coded))] : []),
  ];
}

function takeBack(opened: OpenCase, side: Side, item: string): HTMLElement {
  const act = async () => {
    const sure = await ask({ title: t("take_back_title"), body: [el("p", {}, t("take_back_body"))], yes: t("take_back"), grave: true });
    if (!sure) return;
    try {
      await opened.takeBack(side, item);
      announce(t("taken_back"));
    } catch (error) {
      const late = error instanceof Refusal && error.code === "already_opened";
      await tell(t("take_back"), el("p", {}, late ? t("already_opened") : inWords(error)));
    }
  };
  return button(t("take_back"), () => void act(), { class: "button quiet small" });
}
