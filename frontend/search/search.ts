/**
 * Suggestions under the search field: an editable combobox with a list (WAI-ARIA Authoring Practices 1.2).
 *
 * What is typed goes to our own server in the body of a request that nobody keeps, and is stored nowhere. Without
 * this script, and whenever a request fails, the field is an ordinary form.
 */

import { WIPE } from "../web/wipe";

interface Offer {
  text: string;
  kind: string;
  url: string;
  language: string;
}

/** Milliseconds without a key before the server is asked. */
const PAUSE = 150;

class Combobox {
  private offers: Offer[] = [];
  private at = -1;
  private timer: number | undefined;
  private asking: AbortController | null = null;

  constructor(
    private readonly field: HTMLInputElement,
    private readonly list: HTMLElement,
    private readonly said: HTMLElement,
    private readonly door: string,
  ) {
    this.describe();
    field.addEventListener("input", this.typed);
    field.addEventListener("keydown", this.key);
    field.addEventListener("blur", this.close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", this.pressed);
    document.addEventListener(WIPE, this.forget);
  }

  private describe(): void {
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(roles)) this.field.setAttribute(name, value);
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.list.dataset["label"] ?? "");
  }

  private readonly typed = (event: Event): void => {
    window.clearTimeout(this.timer);
    this.asking?.abort();
    if (!this.field.value.trim()) return this.close();
    if ((event as InputEvent).isComposing) return; // letters of Chinese that are not yet words
    this.timer = window.setTimeout(() => void this.ask(), PAUSE);
  };

  private async ask(): Promise<void> {
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const body = new URLSearchParams({ q: this.field.value });
      const answer = await fetch(this.door, { method: "POST", body, signal, cache: "no-store", credentials: "same-origin" });
      if (answer.ok) this.show(((await answer.json()) as { suggestions: Offer[] }).suggestions);
    } catch {
      this.close(); // no connection, or the next letter came first
    }
  }

  private show(offers: Offer[]): void {
    if (document.activeElement !== this.field) return;
    this.offers = offers;
    this.at = -1;
    this.list.replaceChildren(...offers.map((offer, index) => this.option(offer, index)));
    this.open(offers.length > 0);
    this.list.scrollIntoView({ block: "nearest" }); // on a phone it would begin below the screen
    this.said.textContent = (offers.length ? this.list.dataset["some"] : this.list.dataset["none"]) ?? "";
  }

  private option(offer: Offer, index: number): HTMLElement {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    const text = document.createElement("bdi");
    text.textContent = offer.text;
    text.lang = offer.language;
    const kind = document.createElement("span");
    kind.className = "kind";
    kind.textContent = offer.kind;
    row.append(text, " ", kind);
    return row;
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Enter: () => this.go(this.at),
      Escape: this.close,
    };
    const isOpen = !this.list.hidden;
    const act = moves[event.key];
    if (!isOpen || !act || (event.key === "Enter" && this.at < 0)) return;
    event.preventDefault();
    act();
  };

  /** Down and up go round by way of the field itself, so that what was typed can be sent again. */
  private move(step: number): void {
    const places = this.offers.length + 1;
    this.at = ((this.at + 1 + step + places) % places) - 1;
    [...this.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === this.at)));
    const row = this.list.children[this.at];
    if (!row) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  private go(index: number): void {
    const offer = this.offers[index];
    if (offer) window.location.assign(offer.url);
  }

  private readonly pressed = (event: Event): void => {
    const row = (event.target as Element).closest("[role=option]");
    if (row) this.go([...this.list.children].indexOf(row));
  };

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    this.field.removeAttribute("aria-activedescendant");
  }

  private readonly close = (): void => {
    window.clearTimeout(this.timer);
    this.open(false);
  };

  private readonly forget = (): void => {
    this.asking?.abort();
    this.offers = [];
    this.list.replaceChildren();
    this.said.textContent = "";
    this.close();
  };
}

document.querySelectorAll<HTMLFormElement>("form[data-suggests]").forEach((form) => {
  const field = form.querySelector<HTMLInputElement>("input[type=search]");
  const list = form.querySelector<HTMLElement>(".offers");
  const said = form.querySelector<HTMLElement>("[role=status]");
  if (field && list && said) new Combobox(field, list, said, form.dataset["suggests"] ?? "");
});
