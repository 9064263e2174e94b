// Files on their way, one after the other; she always sees which have arrived, and can go on where one stopped.

import { newId, SealingError, type SealedFile } from "../sealing";
import { call } from "./api";
import type { ChosenFile } from "./files";
import { append, fileEndpoint, fileItem, sealingWorker, type Place } from "./mailbox";
import { all, copyOf, show, size, within, words } from "./page";

interface Row {
  file: ChosenFile;
  element: HTMLElement;
  /** Sealed and complete on the server, but its item may be missing yet. */
  sealed: SealedFile | null;
  item: string;
}

export class Uploads {
  private readonly worker = sealingWorker();
  private stopped = false;

  constructor(private readonly place: Place, private readonly list: HTMLElement) {}

  /** Resolves when every file has arrived (after her retries too) or was left out; whether all of them arrived. */
  async send(files: readonly ChosenFile[]): Promise<boolean> {
    const rows = files.map((file) => this.rowFor(file));
    this.list.replaceChildren(...rows.map((row) => row.element));
    let whole = true;
    for (const row of rows) whole = (await this.untilArrived(row)) && whole;
    return whole;
  }

  stop(): void {
    this.stopped = true;
    this.worker.cancel();
    this.list.replaceChildren();
  }

  private async untilArrived(row: Row): Promise<boolean> {
    for (;;) {
      try {
        await this.one(row);
        this.say(row, "file_arrived");
        return true;
      } catch (error) {
        if (this.stopped) return false;
        if (!(await this.askAgain(row, error))) return false;
      }
    }
  }

  private async one(row: Row): Promise<void> {
    row.sealed ??= await this.sendContent(row);
    this.say(row, "file_finishing");
    const { name, content, metadataRemoved } = row.file;
    await append(this.place, fileItem(row.sealed, { name, type: content.type, metadataRemoved }), row.item);
  }

  private async sendContent(row: Row): Promise<SealedFile> {
    const { epoch, recipient, keys } = this.place;
    const bar = within<HTMLProgressElement>(row.element, "progress");
    show(bar);
    const id = newId();
    try {
      return await this.worker.sealFile({ endpoint: fileEndpoint(keys), id, epoch, recipient, content: row.file.content }, (progress) => {
        bar.max = progress.total || 1;
        bar.value = progress.done;
        this.say(row, progress.phase === "waiting" ? "file_waiting" : "file_sending", { done: size(progress.done), total: size(progress.total) });
      });
    } catch (error) {
      // A sealed stream cannot be continued after it broke off; the remains are given up, and it begins anew.
      void call(`mailbox/files/${id}`, { method: "DELETE", bearer: keys.locator.bearer }).catch(() => undefined);
      throw error;
    }
  }

  /** Once more, or without it: one file that cannot be taken must not hold up those after it. */
  private async askAgain(row: Row, error: unknown): Promise<boolean> {
    this.say(row, whyNot(error));
    const choice = within(row.element, "[data-choice]");
    show(choice);
    const again = await new Promise<boolean>((resolve) => {
      within(choice, "[data-again]").addEventListener("click", () => resolve(true), { once: true });
      within(choice, "[data-leave-out]").addEventListener("click", () => resolve(false), { once: true });
    });
    show(choice, false);
    if (!again) this.leaveOut(row);
    return again;
  }

  private leaveOut(row: Row): void {
    show(within(row.element, "progress"), false);
    this.say(row, "file_left_out");
  }

  private rowFor(file: ChosenFile): Row {
    const element = copyOf("upload-row");
    within(element, "[data-name]").textContent = file.name;
    for (const name of all(element, "button .hide")) name.textContent = file.name;
    const row = { file, element, sealed: null, item: newId() };
    this.say(row, "file_next");
    return row;
  }

  private say(row: Row, key: string, values: Record<string, string> = {}): void {
    within(row.element, "[data-said]").textContent = words(key, values);
    if (key === "file_arrived") show(within(row.element, "progress"), false);
  }
}

const NO_ROOM = new Set(["files_full", "store_full", "too_many_files"]);

function whyNot(error: unknown): string {
  if (!(error instanceof SealingError)) return "file_stopped";
  const said = error.answer?.error ?? "";
  if (NO_ROOM.has(said)) return "file_no_room";
  return error.code === "too_large" || said === "too_large" ? "file_refused" : "file_stopped";
}
