/** What goes on paper. A sheet is put into the page for the moment of printing and taken out again. */

import { byId, el, words } from "../staff/dom";
import { exactly, t } from "../staff/texts";
import { sha256, timestamp, toBase64, toHex, type Line } from "../sealing";
import { stateLabel } from "./coded";
import { safeName } from "./file-names";
import type { OpenCase } from "./open-case";

const LINE = 76;

function print(...content: Node[]): void {
  const sheet = byId("sheet");
  const clear = () => {
    sheet.replaceChildren();
    sheet.hidden = true;
    document.body.classList.remove("printing");
  };
  sheet.replaceChildren(...content);
  sheet.hidden = false;
  document.body.classList.add("printing");
  addEventListener("afterprint", clear, { once: true });
  window.print();
}

/** Base64 in lines, between the marks by which `upstander open` finds it again (docs/formats.md, "Sealed copy"). */
function armoured(bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return ["-----BEGIN UPSTANDER SEALED COPY-----", ...lines, "-----END UPSTANDER SEALED COPY-----"].join("\n");
}

/** The sealed copy on paper: number, hash, sealed text. No word of the report. */
export function printSealed(opened: OpenCase, copy: Uint8Array): void {
  print(
    el("h1", {}, t("sealed_head", { number: opened.report.number, date: exactly(timestamp()) })),
    el("p", {}, t("sealed_how")),
    el("p", {}, t("sealed_hash"), " ", el("code", { class: "ltr" }, toHex(sha256(copy)))),
    el("pre", { class: "ltr armoured" }, armoured(copy)),
  );
}

/** The conversation in readable words, each line with who and when; what could not be verified stays out. */
export function printPlain(opened: OpenCase): void {
  const { report, desk } = opened;
  const name = report.assignee?.name ?? "";
  print(
    el("p", { class: "sheet-head" }, t("print_head", { number: report.number, name: desk.name || name, date: exactly(timestamp()) })),
    el("h1", {}, el("span", { class: "ltr" }, report.number), " · ", t(`want_${report.want}`), " · ", stateLabel(report.state)),
    ...opened.sides.conversation.lines.map(printedLine),
  );
}

function printedLine(line: Line): HTMLElement {
  const { stored, opened } = line;
  const who = stored.direction === "reporter" ? t("from_reporter") : stored.signer?.name ?? t("from_unknown");
  const said = stored.erased ? t("erased") : line.refused ? t(line.refused) : "";
  return el(
    "section",
    { class: "sheet-line" },
    el("p", {}, el("strong", {}, el("bdi", {}, who)), " · ", exactly(stored.received)),
    said ? el("p", {}, said) : content(opened!),
  );
}

function content(item: NonNullable<Line["opened"]>): HTMLElement {
  if (item.type !== "file") return words(String(item.body.text ?? ""));
  const name = safeName(item.body.name, t("unnamed"));
  return el("p", { class: "ltr" }, t("sealed_part", { name, hash: item.body.sha256 }));
}
