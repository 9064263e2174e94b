// Who may read it: an organisation chosen from the lists that the page carries, its people, anyone left out.

import type { Envelope, Manifest } from "../sealing";
import { all, copyOf, day, find, show, within, words } from "../report/page";
import { checked, problemOf, readPacked } from "./later";

export class Readers {
  private readonly packed = readPacked(find("manifests").textContent!);
  private readonly select = find<HTMLSelectElement>("organisation");
  private manifest: Manifest | null = null;

  constructor() {
    this.select.append(...this.packed.map(({ label }, place) => new Option(label, String(place))));
    this.select.addEventListener("change", () => void this.load());
    find("readers").addEventListener("change", () => this.follow());
  }

  get envelope(): Envelope | null {
    return this.manifest ? this.chosen : null;
  }

  get excluded(): string[] {
    return this.boxes().filter((box) => !box.checked).map((box) => box.value);
  }

  get ready(): boolean {
    return this.manifest !== null && this.boxes().some((box) => box.checked);
  }

  /** The list cannot be used (any more): says why. */
  refuse(error: unknown): void {
    this.manifest = null;
    show(find("team"), false);
    find("list-problem-words").textContent = words(problemOf(error));
    show(find("list-problem"));
  }

  private get chosen(): Envelope | null {
    return this.select.value ? this.packed[Number(this.select.value)]!.envelope : null;
  }

  private async load(): Promise<void> {
    const envelope = this.chosen;
    this.manifest = null;
    for (const id of ["team", "list-problem", "nobody-left"]) show(find(id), false);
    if (!envelope) return;
    try {
      const manifest = await checked(envelope);
      if (envelope === this.chosen) this.display(manifest);
    } catch (error) {
      if (envelope === this.chosen) this.refuse(error);
    }
  }

  private display(manifest: Manifest): void {
    this.manifest = manifest;
    find("fingerprint").textContent = manifest.fingerprint;
    find("expires").textContent = day(new Date(manifest.expires));
    find("readers").replaceChildren(...manifest.handlers.map(readerRow));
    show(find("team"));
    this.follow();
  }

  private boxes(): HTMLInputElement[] {
    return all<HTMLInputElement>(find("readers"), "input");
  }

  private follow(): void {
    show(find("nobody-left"), this.manifest !== null && !this.ready);
  }
}

function readerRow({ id, name, role }: Manifest["handlers"][number]): HTMLElement {
  const row = copyOf("reader-row");
  within<HTMLInputElement>(row, "input").value = id;
  within(row, "strong").textContent = name;
  within(row, ".hint").textContent = role;
  return row;
}
