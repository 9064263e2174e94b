/** Adding files: chosen, freed of what pictures say about themselves, sealed and sent by the keeper, then named by an item. */

import { announce, announceNow } from "../staff/announce";
import { csrfToken } from "../staff/api";
import { button, el, isolated } from "../staff/dom";
import { codeOf, inWords } from "../staff/faults";
import { number, t } from "../staff/texts";
import { newId, removeMetadata } from "../sealing";
import { safeName } from "./file-names";
import type { OpenCase, Side } from "./open-case";

const LARGEST = 200 * 1024 * 1024;

export function fileSender(opened: OpenCase, side: Side): HTMLElement {
  const id = `files-${side}`;
  const under = el("ul", { class: "sending plain" });
  const choose = el("input", { type: "file", id, multiple: true, "aria-describedby": `${id}-hint` });
  choose.addEventListener("change", () => {
    const files = [...(choose.files ?? [])];
    choose.value = "";
    void sendAll(opened, side, files, under);
  });
  return el(
    "div",
    { class: "attach" },
    el("label", { for: id }, t("attach")),
    el("p", { class: "hint small", id: `${id}-hint` }, t("attach_hint")),
    choose,
    under,
  );
}

/** One after the other: each takes the line's whole width anyway, and order is kept. */
async function sendAll(opened: OpenCase, side: Side, files: readonly File[], under: HTMLElement): Promise<void> {
  for (const file of files) await new Sending(opened, side, file, under).send();
}

class Sending {
  readonly #id = newId();
  readonly #name: string;
  readonly #status = el("span", { role: "status" });
  readonly #bar = el("progress", { max: 100, value: 0, "aria-hidden": true });
  readonly #stop: HTMLButtonElement;
  readonly #row: HTMLElement;

  constructor(private readonly opened: OpenCase, private readonly side: Side, private readonly file: File, under: HTMLElement) {
    this.#name = safeName(file.name, t("unnamed"));
    this.#stop = button(t("file_stop"), () => void opened.desk.keeper.files(() => undefined).stopFile(this.#id), {
      class: "button quiet small",
    });
    this.#row = el("li", { class: "sending-row" }, isolated(this.#name), this.#bar, this.#status, this.#stop);
    under.append(this.#row);
  }

  async send(): Promise<void> {
    if (this.file.size > LARGEST) return this.#end(t("file_too_large", { name: this.#name }));
    try {
      await this.#sealAndName();
      this.#row.remove();
      announce(t("file_sent", { name: this.#name }));
    } catch (error) {
      const stopped = codeOf(error) === "cancelled";
      this.#end(stopped ? t("file_stopped", { name: this.#name }) : `${t("file_failed", { name: this.#name })} ${inWords(error)}`);
    }
  }

  async #sealAndName(): Promise<void> {
    const { file, removed } = await removeMetadata(this.file);
    await this.opened.ensure(this.side);
    const stored = this.opened.compartment(this.side)!;
    const { number: epoch } = this.opened.lastEpoch(this.side);
    const place = { compartment: stored.compartment.id, epoch, csrf: csrfToken() };
    const keeper = this.opened.desk.keeper;
    const sealed = await keeper.files((done, of) => this.#tell(done, of)).sendFile(place, this.#id, file);
    const body = { ...sealed, name: this.#name, media_type: file.type || "application/octet-stream", metadata_removed: removed };
    await this.opened.send(this.side, { type: "file", body }, this.#id);
  }

  #tell(done: number, of: number): void {
    const percent = Math.floor((100 * done) / (of || 1));
    this.#bar.value = percent;
    this.#status.textContent = t("file_sending", { name: this.#name, percent: number(percent) });
  }

  #end(text: string): void {
    this.#bar.remove();
    this.#stop.remove();
    this.#status.textContent = text;
    announceNow(text);
  }
}
