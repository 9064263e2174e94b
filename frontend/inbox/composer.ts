/** The field for an answer or a note, and files. What is written stays in the field until the server has it. */

import { announce, announceNow } from "../staff/announce";
import { el } from "../staff/dom";
import { codeOf, inWords } from "../staff/faults";
import { icon } from "../staff/icons";
import { t } from "../staff/texts";
import type { ItemContent } from "../sealing";
import type { Drafts } from "./drafts";
import type { OpenCase, Side } from "./open-case";
import { fileSender } from "./file-sender";

const WORDS = {
  conversation: { label: "answer_label", hint: "answer_hint", send: "send_answer", done: "sent", type: "message" },
  case_file: { label: "note_label", hint: "notes_for", send: "send_note", done: "kept", type: "note" },
} as const;

export function composer(opened: OpenCase, side: Side, drafts: Drafts): HTMLElement {
  const say = WORDS[side];
  const id = `write-${side}`;
  const fault = el("p", { class: "fault", role: "alert", hidden: true });
  const field = el("textarea", { id, rows: 4, dir: "auto", "aria-describedby": `${id}-hint` });
  const submit = el("button", { type: "submit", class: "button" }, icon(side === "conversation" ? "send" : "lock"), t(say.send));
  field.value = drafts.get(opened.id, side);
  field.addEventListener("input", () => drafts.set(opened.id, side, field.value));

  const send = async (event: Event) => {
    event.preventDefault();
    fault.hidden = true;
    const text = field.value.trim();
    if (!text) return problem(fault, field, t("nothing_written"));
    await busy(submit, t("sending"), async () => {
      try {
        await opened.send(side, { type: say.type, body: { text } } as ItemContent);
        field.value = "";
        drafts.set(opened.id, side, "");
        announce(t(say.done));
        field.focus();
      } catch (error) {
        problem(fault, field, codeOf(error) === "too_large" ? t("too_long") : inWords(error));
      }
    });
  };

  return el(
    "form",
    { class: "composer", on: { submit: (event) => void send(event) } },
    el("label", { for: id }, t(say.label)),
    el("p", { class: "hint", id: `${id}-hint` }, t(say.hint)),
    fault,
    field,
    el("div", { class: "composer-buttons" }, submit),
    fileSender(opened, side),
  );
}

function problem(fault: HTMLElement, field: HTMLElement, text: string): void {
  fault.textContent = text;
  fault.hidden = false;
  field.focus();
  announceNow(text);
}

/** One press at a time: the button says what it does and cannot be pressed again meanwhile. */
export async function busy(pressed: HTMLButtonElement, text: string, work: () => Promise<void>): Promise<void> {
  if (pressed.getAttribute("aria-busy") === "true") return;
  const before = [...pressed.childNodes];
  pressed.setAttribute("aria-busy", "true");
  pressed.replaceChildren(text);
  try {
    await work();
  } finally {
    pressed.removeAttribute("aria-busy");
    pressed.replaceChildren(...before);
  }
}

