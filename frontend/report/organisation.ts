// Choosing the organisation: a field that narrows the list as one types, over ordinary radio buttons.

import { all, find, show, words } from "./page";

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Every word typed begins a word of the name, or the code contains it. */
function matches(haystack: string, typed: string): boolean {
  const wordsOfName = haystack.split(/[\s,'’()-]+/);
  return typed.split(/\s+/).every((part) => wordsOfName.some((word) => word.startsWith(part)));
}

export class OrganisationChoice {
  private readonly rows = all<HTMLLabelElement>(document, ".organisation");
  private readonly search = find<HTMLInputElement>("organisation-search");

  constructor(private readonly onChoice: (code: string, name: string) => void, onChange: () => void) {
    this.search.addEventListener("input", () => this.narrow());
    this.search.addEventListener("keydown", (event) => this.enter(event));
    find("organisation-list").addEventListener("change", () => this.choose());
    find("organisation-chosen").addEventListener("click", (event) => {
      if ((event.target as HTMLElement).closest("[data-organisation-change]")) {
        this.reopen();
        onChange();
      }
    });
  }

  /** From a poster's link: choose without asking. */
  preselect(code: string): void {
    const input = this.rows.map((row) => row.querySelector("input")!).find((radio) => radio.value === code);
    if (!input) return;
    input.checked = true;
    this.choose(false);
  }

  reopen(): void {
    all<HTMLInputElement>(document, "input[name=organisation]").forEach((radio) => (radio.checked = false));
    this.search.value = "";
    this.narrow();
    show(find("choose-organisation"));
    show(find("organisation-chosen"), false);
    this.search.focus();
  }

  private narrow(): void {
    const typed = plain(this.search.value.trim());
    for (const row of this.rows) show(row, !typed || matches(plain(row.dataset.words!), typed));
    const left = this.rows.filter((row) => !row.hidden).length;
    show(find("organisation-none"), left === 0);
    find("organisation-count").textContent = typed ? words("organisations_found", { count: left }) : "";
  }

  /** Enter takes the only organisation that is left, and sends nothing. */
  private enter(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const left = this.rows.filter((row) => !row.hidden);
    if (left.length !== 1) return;
    left[0]!.querySelector("input")!.checked = true;
    this.choose();
  }

  private choose(move = true): void {
    const input = document.querySelector<HTMLInputElement>("input[name=organisation]:checked");
    if (!input) return;
    const name = input.closest("label")!.querySelector("bdi")!.textContent!;
    find("organisation-name").textContent = name;
    show(find("choose-organisation"), false);
    show(find("organisation-chosen"));
    if (move) find("organisation-name").focus();
    this.onChoice(input.value, name);
  }
}
