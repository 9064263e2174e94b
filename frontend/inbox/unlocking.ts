/** The locked page: what stands between a handler and her inbox, and the passphrase or passkey that opens it. */

import { announce, announceNow } from "../staff/announce";
import { api } from "../staff/api";
import { busy } from "./composer";
import { byId } from "../staff/dom";
import { codeOf, inWords } from "../staff/faults";
import { t } from "../staff/texts";
import { fromBase64, keyringBytes, openKeyringWithPasskey, passkeysOffered } from "../sealing";
import { page } from "./coded";
import { Desk } from "./desk";
import { startKeeper, type Keeper } from "./keeper";
import type { WireInbox, WireKeys } from "./wire";

type Opened = (desk: Desk, noted: string) => void;

export class Unlocking {
  readonly #form = byId<HTMLFormElement>("unlock");
  readonly #field = byId<HTMLInputElement>("passphrase");
  readonly #show = byId<HTMLInputElement>("passphrase-show");
  readonly #fault = byId("unlock-fault");
  readonly #passkey = byId<HTMLButtonElement>("unlock-passkey");
  readonly #submit: HTMLButtonElement;
  #keys: WireKeys | null = null;
  #keeper: Keeper | null = null;

  constructor(private readonly opened: Opened) {
    this.#submit = this.#form.querySelector<HTMLButtonElement>("button[type=submit]")!;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void busy(this.#submit, t("working"), () => this.#withPassphrase());
    });
    this.#passkey.addEventListener("click", () => void busy(this.#passkey, t("working"), () => this.#withPasskey()));
    this.#show.addEventListener("change", () => {
      this.#field.type = this.#show.checked ? "text" : "password";
    });
  }

  /** Show the locked page, with a word on why. */
  async begin(note = ""): Promise<void> {
    this.#clear();
    byId("locked").hidden = false;
    this.#say(note);
    byId("lock-waiting").hidden = false;
    try {
      this.#keys = await api.get<WireKeys>("keys/mine");
      this.#draw(this.#keys);
    } catch (error) {
      this.#say(inWords(error));
    } finally {
      byId("lock-waiting").hidden = true;
    }
  }

  #draw(keys: WireKeys): void {
    const enrolled = keys.key_set !== null;
    byId("no-keys").hidden = enrolled;
    this.#form.hidden = !enrolled;
    byId("not-in-manifest").hidden = !enrolled || keys.in_manifest;
    this.#passkey.hidden = !passkeysOffered() || !keys.sealed.some(({ method }) => method === "passkey");
    if (!enrolled) return;
    this.#ready();
    this.#field.focus();
  }

  /** A keeper that has warmed up before she has finished typing. */
  #ready(): Keeper {
    if (!this.#keeper) {
      this.#keeper = startKeeper(page.worker);
      this.#keeper.warm().catch(() => undefined);
    }
    return this.#keeper;
  }

  async #withPassphrase(): Promise<void> {
    const passphrase = this.#field.value;
    if (!passphrase) return this.#problem(t("passphrase_empty"));
    announce(t("unlocking"));
    const sealed = this.#sealedBy("passphrase");
    await this.#open((keeper) => keeper.unlock(sealed, passphrase));
  }

  async #withPasskey(): Promise<void> {
    await this.#open(async (keeper) => keeper.take(await this.#askPasskey()));
  }

  async #askPasskey(): Promise<Uint8Array> {
    for (const ciphertext of this.#sealedBy("passkey")) {
      const keyring = await openKeyringWithPasskey(fromBase64(ciphertext), { rpId: location.hostname }).catch(() => null);
      if (keyring) return keyringBytes(keyring);
    }
    throw Object.assign(new Error(), { code: "passkey_failed" });
  }

  #sealedBy(method: "passphrase" | "passkey"): string[] {
    return (this.#keys?.sealed ?? []).filter((one) => one.method === method).map((one) => one.ciphertext);
  }

  /** The list is fetched while the passphrase is worked on; either alone is not enough to go on. */
  async #open(unlock: (keeper: Keeper) => Promise<{ ed25519: string }>): Promise<void> {
    this.#fault.hidden = true;
    const keeper = this.#ready();
    const fetched = api.get<WireInbox>("inbox");
    fetched.catch(() => undefined);
    try {
      const half = await unlock(keeper);
      if (half.ed25519 !== this.#keys?.key_set?.ed25519) throw Object.assign(new Error(), { code: "keys_damaged" });
      await this.#enter(keeper, await fetched);
    } catch (error) {
      this.#problem(codeOf(error) === "malformed" ? t("keys_damaged") : inWords(error));
    }
  }

  async #enter(keeper: Keeper, inbox: WireInbox): Promise<void> {
    const desk = new Desk(keeper, this.#keys!.key_set!, inbox);
    const readable = await desk.index.load(inbox.index);
    this.#keeper = null;
    this.#clear();
    byId("locked").hidden = true;
    this.opened(desk, readable ? "" : t("index_damaged"));
  }

  #clear(): void {
    this.#field.value = "";
    this.#field.type = "password";
    this.#show.checked = false;
    this.#fault.hidden = true;
  }

  #say(note: string): void {
    const place = byId("lock-note");
    place.textContent = note;
    place.hidden = !note;
  }

  #problem(text: string): void {
    this.#fault.textContent = text;
    this.#fault.hidden = false;
    announceNow(text);
    this.#field.focus();
    this.#field.select();
  }
}
