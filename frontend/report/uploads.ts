// Files on their way, one after the other; she always sees which have arrived, and can go on where one stopped.

import { newId, SealingError, type SealedFile } from "../sealing";
import { call } from "./api";
import type { ChosenFile } from "./files";
import { append, fileEndpoint, fileItem, sealingWorker, type Place } from "./mailbox";
import { copyOf, show, size, within, words } from "./page";

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

  /** Resolves when every file has arrived (after her retries too). */
  async send(files: readonly ChosenFile[]): Promise<void> {
    const rows = files.map((file) => this.rowFor(file));
    this.list.replaceChildren(...rows.map((row) => row.element));
    for (const row of rows) await this.untilArrived(row);
  }

  stop(): void {
    this.stopped = true;
    this.worker.cancel();
    this.list.replaceChildren();
  }

  private async untilArrived(row: Row): Promise<void> {
    for (;;) {
      try {
        await this.one(row);
        return this.say(row, "file_arrived");
      } catch (error) {
        if (this.stopped) return;
        await this.askAgain(row, error);
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

  private async askAgain(row: Row, error: unknown): Promise<void> {
    const tooLarge = error instanceof SealingError && error.code === "too_large";
    this.say(row, tooLarge ? "file_refused" : "file_stopped");
    const again = within<HTMLButtonElement>(row.element, "button");
    show(again);
    await new Promise<void>((resolve) => again.addEventListener("click", () => resolve(), { once: true }));
    show(again, false);
  }

  private rowFor(file: ChosenFile): Row {
    const element = copyOf("upload-row");
    within(element, "[data-name]").textContent = file.name;
    within(within(element, "button"), ".hide").textContent = file.name;
    const row = { file, element, sealed: null, item: newId() };
    this.say(row, "file_next");
    return row;
  }

  private say(row: Row, key: string, values: Record<string, string> = {}): void {
    within(row.element, "[data-said]").textContent = words(key, values);
    if (key === "file_arrived") show(within(row.element, "progress"), false);
  }
}
