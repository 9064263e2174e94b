/** Copies that leave the server: sealed as a file, sealed on paper, and readable on paper (with a reason, on the record). */

import { announce } from "../staff/announce";
import { api } from "../staff/api";
import { ask, tell } from "../staff/dialog";
import { button, el } from "../staff/dom";
import { inWords } from "../staff/faults";
import { icon } from "../staff/icons";
import { t } from "../staff/texts";
import { CHUNK, utf8, type FileBody } from "../sealing";
import { offer } from "./attachments";
import type { OpenCase } from "./open-case";
import { printPlain, printSealed } from "./sheets";

const REASONS = ["meeting", "hearing", "asked", "duty"] as const;

export function copiesView(opened: OpenCase): HTMLElement {
  const row = (name: string, hint: string, drawing: string, work: () => Promise<void>) =>
    el(
      "div",
      { class: "copy-row" },
      button(el("span", {}, icon(drawing), " ", t(name)), () => void attempt(t(name), work), { class: "button second small" }),
      el("p", { class: "hint small" }, t(hint)),
    );
  return el(
    "section",
    { class: "about-part" },
    el("h3", {}, t("copies")),
    row("copy_sealed", "copy_sealed_hint", "lock", () => download(opened)),
    hasFiles(opened) && row("copy_files", "copy_files_hint", "file", () => downloadFiles(opened)),
    row("copy_print_sealed", "copy_print_hint", "print", () => onPaper(opened)),
    row("print_plain", "print_plain_hint", "eye", () => readable(opened)),
  );
}

async function attempt(title: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await tell(title, el("p", {}, inWords(error)));
  }
}

/** What the server puts into a sealed copy, as it will be written: the file and the paper hold the same bytes. */
async function sealedCopy(opened: OpenCase): Promise<Uint8Array<ArrayBuffer>> {
  const copy = await api.post<object>(`reports/${opened.id}/copy`);
  return utf8(`${JSON.stringify(copy, null, 1)}\n`);
}

async function download(opened: OpenCase): Promise<void> {
  offer(new Blob([await sealedCopy(opened)]), `upstander-${opened.report.number}.sealed.json`);
  announce(t("copy_done"));
}

/** The sealed files beside the copy, as `upstander open --files` looks for them. */
async function downloadFiles(opened: OpenCase): Promise<void> {
  for (const side of ["conversation", "case_file"] as const) {
    for (const { opened: item } of opened.sides[side].lines) {
      if (item?.type === "file") offer(await fetchSealed(item.compartment, item.body), `${item.body.file}.age`);
    }
  }
  announce(t("copy_done"));
}

async function fetchSealed(compartment: string, { file, ciphertext_size }: FileBody): Promise<Blob> {
  const parts: Blob[] = [];
  for (let number = 0; number * CHUNK < ciphertext_size; number++) {
    parts.push(await api.bytes(`compartments/${compartment}/files/${file}/${number}`));
  }
  return new Blob(parts);
}

const hasFiles = ({ sides }: OpenCase): boolean =>
  [...sides.conversation.lines, ...sides.case_file.lines].some((line) => line.opened?.type === "file");

async function onPaper(opened: OpenCase): Promise<void> {
  printSealed(opened, await sealedCopy(opened));
  announce(t("copy_done"));
}

async function readable(opened: OpenCase): Promise<void> {
  const choose = el("select", { id: "print-reason" }, ...REASONS.map((reason) => el("option", { value: reason }, t(`print_reason_${reason}`))));
  const sure = await ask({
    title: t("print_title"),
    body: [el("p", {}, t("print_body")), el("label", { for: "print-reason" }, t("print_reason")), choose],
    yes: t("print_yes"),
    grave: true,
  });
  if (!sure) return;
  await api.post(`reports/${opened.id}/print`, { reason: choose.value });
  printPlain(opened);
}
