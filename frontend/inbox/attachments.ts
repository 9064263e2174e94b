/** A file in the conversation: opened only when she asks, saved or (pictures) shown; nothing is drawn by itself. */

import { announce, announceNow } from "../staff/announce";
import { csrfToken } from "../staff/api";
import { button, el, isolated } from "../staff/dom";
import { codeOf, inWords } from "../staff/faults";
import { icon } from "../staff/icons";
import { number, size, t } from "../staff/texts";
import type { FileBody, Line } from "../sealing";
import { isPicture, safeName } from "./file-names";
import type { OpenCase, Side } from "./open-case";

const LARGE = 32 * 1024 * 1024;

export function attachment(opened: OpenCase, side: Side, line: Line, body: FileBody): HTMLElement {
  const name = safeName(body.name, t("unnamed"));
  const status = el("p", { class: "file-status hint", role: "status" });
  const shown = el("div", { class: "file-picture", hidden: true });
  const get = new Getting(opened, side, line, body, name, status);
  return el(
    "div",
    { class: "file" },
    el("p", { class: "file-name" }, icon("file"), isolated(name), el("span", { class: "hint" }, size(Number(body.size) || 0))),
    body.metadata_removed && el("p", { class: "hint small" }, t("metadata_removed")),
    el(
      "p",
      { class: "file-buttons" },
      button(t("file_save"), () => void get.save(), { class: "button second small" }),
      isPicture(body.media_type) && button(t("file_show"), (event) => void toggle(event, get, shown), {
        class: "button quiet small", "aria-expanded": "false",
      }),
    ),
    status,
    shown,
  );
}

async function toggle(event: Event, get: Getting, shown: HTMLElement): Promise<void> {
  const pressed = event.currentTarget as HTMLButtonElement;
  if (shown.hidden) await get.show(shown);
  else hide(shown);
  pressed.textContent = t(shown.hidden ? "file_show" : "file_hide");
  pressed.setAttribute("aria-expanded", String(!shown.hidden));
}

function hide(shown: HTMLElement): void {
  const picture = shown.querySelector("img");
  if (picture) URL.revokeObjectURL(picture.src);
  shown.replaceChildren();
  shown.hidden = true;
}

class Getting {
  #under = false;

  constructor(
    private readonly opened: OpenCase,
    private readonly side: Side,
    private readonly line: Line,
    private readonly body: FileBody,
    private readonly name: string,
    private readonly status: HTMLElement,
  ) {}

  /** Large files go straight to where she says, if the browser can; others through memory. */
  async save(): Promise<void> {
    const handle = this.body.size > LARGE ? await chooseFile(this.name) : null;
    if (handle === "no") return;
    const content = await this.#fetch(handle);
    if (content) offer(content, this.name);
    if (content !== undefined) this.status.textContent = t("file_saved_note");
  }

  async show(into: HTMLElement): Promise<void> {
    const content = await this.#fetch(null);
    if (!content) return;
    const picture = el("img", { alt: t("picture_alt") });
    // The type is one of ours, never the sender's words: the browser draws a picture or nothing.
    picture.src = URL.createObjectURL(new Blob([content], { type: this.body.media_type }));
    into.replaceChildren(picture);
    into.hidden = false;
    this.status.textContent = "";
  }

  /** undefined when it failed; null when it was saved on the way. */
  async #fetch(saveTo: FileSystemFileHandle | null): Promise<Blob | null | undefined> {
    if (this.#under) return undefined;
    this.#under = true;
    const { compartment } = this.opened.compartment(this.side)!;
    const place = { compartment: compartment.id, epoch: this.line.stored.epoch, csrf: csrfToken() };
    try {
      const content = await this.opened.desk.keeper.files((done, of) => this.#tell(done, of)).fetchFile(place, this.body, saveTo);
      announce(t("file_opened", { name: this.name }));
      return content;
    } catch (error) {
      this.status.textContent = ["hash_wrong", "malformed"].includes(codeOf(error)) ? t("file_wrong") : inWords(error);
      announceNow(this.status.textContent);
      return undefined;
    } finally {
      this.#under = false;
    }
  }

  #tell(done: number, of: number): void {
    this.status.textContent = t("file_opening", { name: this.name, percent: number(Math.floor((100 * done) / (of || 1))) });
  }
}

type SavePicker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;

/** Where the browser lets her choose; null where it cannot, "no" when she cancelled. */
async function chooseFile(name: string): Promise<FileSystemFileHandle | null | "no"> {
  const pick = (window as { showSaveFilePicker?: SavePicker }).showSaveFilePicker;
  if (!pick) return null;
  return pick({ suggestedName: name }).catch((error: unknown) =>
    error instanceof DOMException && error.name === "AbortError" ? "no" : null,
  );
}

/** Hand a blob to the browser's own saving, as bytes without a kind that it would open. */
export function offer(content: Blob, name: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  const link = el("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
