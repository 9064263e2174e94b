/** Two fields for a new passphrase: shown on wish, guessed at while typed, filled with six words on wish. */

import { announce } from "../staff/announce";
import { byId } from "../staff/dom";
import { t } from "../staff/texts";
import { SHORTEST, strengthOf } from "./strength";
import { offeredPassphrase } from "./words";

export class PassphraseFields {
  readonly #first: HTMLInputElement;
  readonly #again: HTMLInputElement;
  readonly #show: HTMLInputElement;
  readonly #strength: HTMLElement;

  constructor(prefix: string) {
    this.#first = byId<HTMLInputElement>(`${prefix}-passphrase`);
    this.#again = byId<HTMLInputElement>(`${prefix}-again`);
    this.#show = byId<HTMLInputElement>(`${prefix}-show`);
    this.#strength = byId(`${prefix}-strength`);
    this.#first.addEventListener("input", () => this.#guess());
    this.#show.addEventListener("change", () => this.#reveal(this.#show.checked));
    byId(`${prefix}-offer`).addEventListener("click", () => void this.#offer());
  }

  /** What is wrong with them, or null. */
  problem(): string | null {
    if (!this.#first.value) return t("passphrase_empty");
    if ([...this.#first.value].length < SHORTEST) return t("too_short");
    return this.#first.value === this.#again.value ? null : t("not_same");
  }

  get value(): string {
    return this.#first.value;
  }

  focus(): void {
    (this.#first.value && this.#first.value !== this.#again.value ? this.#again : this.#first).focus();
  }

  clear(): void {
    this.#first.value = this.#again.value = "";
    this.#reveal(false);
    this.#guess();
  }

  #reveal(shown: boolean): void {
    this.#show.checked = shown;
    this.#first.type = this.#again.type = shown ? "text" : "password";
  }

  #guess(): void {
    const level = strengthOf(this.#first.value);
    this.#strength.dataset["level"] = level;
    this.#strength.querySelector(".told")!.textContent = level === "none" ? "" : t(`strength_${level}`);
  }

  async #offer(): Promise<void> {
    this.#first.value = this.#again.value = await offeredPassphrase();
    this.#reveal(true);
    this.#guess();
    this.#strength.querySelector(".told")!.textContent = t("offered");
    announce(t("offered"));
    this.#first.focus();
  }
}
