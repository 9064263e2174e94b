// Files she chose: kept on this device until sending, hidden details taken out of pictures unless she keeps them.

import { LARGEST_CONTENT, removeMetadata } from "../sealing";
import { copyOf, find, show, size, within, words } from "./page";

export interface ChosenFile {
  name: string;
  size: number;
  /** What will be sealed: without hidden details where she wants that and it can be done. */
  readonly content: File;
  readonly metadataRemoved: boolean;
}

class Choice implements ChosenFile {
  private cleaned: File | null = null;
  private asEvidence = false;

  constructor(private readonly original: File, readonly row: HTMLElement) {}

  get name(): string {
    return this.original.name;
  }
  get size(): number {
    return this.content.size;
  }
  get content(): File {
    return this.metadataRemoved ? this.cleaned! : this.original;
  }
  get metadataRemoved(): boolean {
    return this.cleaned !== null && !this.asEvidence;
  }

  async clean(): Promise<void> {
    const said = within(this.row, "[data-said]");
    said.textContent = words("file_cleaning");
    const result = await removeMetadata(this.original).catch(() => null);
    if (result?.removed) {
      this.cleaned = result.file;
      this.offerEvidence(said);
    } else {
      said.textContent = words("file_not_cleaned");
    }
  }

  private offerEvidence(said: HTMLElement): void {
    const box = within<HTMLInputElement>(this.row, "input");
    show(box.closest("label")!);
    const say = () => {
      this.asEvidence = box.checked;
      said.textContent = words(this.asEvidence ? "file_kept_whole" : "file_cleaned");
    };
    box.addEventListener("change", say);
    say();
  }
}

export class FileChoice {
  private choices: Choice[] = [];

  constructor() {
    find<HTMLInputElement>("files").addEventListener("change", (event) => this.add(event.target as HTMLInputElement));
  }

  get chosen(): readonly ChosenFile[] {
    return this.choices;
  }

  clear(): void {
    this.choices = [];
    this.display();
  }

  private add(input: HTMLInputElement): void {
    const refused: string[] = [];
    for (const file of input.files ?? []) {
      if (file.size > LARGEST_CONTENT) refused.push(file.name);
      else this.take(file);
    }
    input.value = ""; // the browser keeps no name of a file in the field
    this.display();
    find("file-said").textContent = refused.length
      ? words("file_too_large", { names: refused.join(", ") })
      : words("files_chosen", { count: this.choices.length });
  }

  private take(file: File): void {
    const row = copyOf("file-row");
    const choice = new Choice(file, row);
    within(row, "[data-name]").textContent = file.name;
    within(row, "[data-size]").textContent = size(file.size);
    const remove = within(row, "button");
    within(remove, ".hide").textContent = file.name;
    remove.addEventListener("click", () => this.remove(choice));
    this.choices.push(choice);
    void choice.clean();
  }

  private remove(choice: Choice): void {
    this.choices = this.choices.filter((other) => other !== choice);
    this.display();
    find("files").focus();
  }

  private display(): void {
    const list = find("file-list");
    list.replaceChildren(...this.choices.map((choice) => choice.row));
    show(list, this.choices.length > 0);
  }
}
