/** Ways to unlock a key set that exists: another passphrase, a passkey, removing one, a backup for the terminal. */

import { announce, announceNow } from "../staff/announce";
import { api } from "../staff/api";
import { ask } from "../staff/dialog";
import { button, byId, el, isolated, renew } from "../staff/dom";
import { inWords } from "../staff/faults";
import { t } from "../staff/texts";
import { offer } from "../inbox/attachments";
import { busy } from "../inbox/composer";
import { startKeeper, type Keeper } from "../inbox/keeper";
import type { SealedKeyring, WireKeys } from "../inbox/wire";
import { createPasskey, fromBase64, passkeysOffered, readKeyring, sealKeyringWithPasskey, toBase64 } from "../sealing";
import { keySettings, finish } from "./page";
import { PassphraseFields } from "./passphrase-fields";

export async function startWays(): Promise<void> {
  const part = document.getElementById("ways-part");
  if (!part) return;
  const keys = await api.get<WireKeys>("keys/mine");
  part.hidden = false;
  drawWays(keys);
  watchChange(keys);
  watchPasskey(keys);
  byId("backup").addEventListener("click", () => saveBackup(keys));
}

const byPassphrase = (keys: WireKeys) => keys.sealed.filter(({ method }) => method === "passphrase");

function fault(id: string, text: string): void {
  const place = byId(id);
  place.textContent = text;
  place.hidden = !text;
  if (text) announceNow(text);
}

function drawWays(keys: WireKeys): void {
  const rows = keys.sealed.map((way) => {
    const lastPassphrase = way.method === "passphrase" && byPassphrase(keys).length === 1;
    return el(
      "li",
      {},
      el("span", {}, t(`way_${way.method}`), way.label ? ": " : "", way.label ? isolated(way.label) : ""),
      !lastPassphrase && button(t("remove"), () => void remove(way), { class: "button quiet small" }),
    );
  });
  renew(byId("ways"), ...rows);
}

async function remove(way: SealedKeyring): Promise<void> {
  if (!(await ask({ title: t("remove_title"), body: [el("p", {}, t("remove_body"))], yes: t("remove"), grave: true }))) return;
  try {
    await api.delete(`keys/mine/sealed/${way.id}`);
    finish("removed");
  } catch (error) {
    fault("ways-fault", inWords(error));
  }
}

/** A keeper with the keys in it, for as long as `work` lasts. */
async function unlocked(keys: WireKeys, passphrase: string, work: (keeper: Keeper) => Promise<void>): Promise<void> {
  const keeper = startKeeper(keySettings.worker);
  try {
    await keeper.unlock(byPassphrase(keys).map(({ ciphertext }) => ciphertext), passphrase);
    await work(keeper);
  } finally {
    keeper.close();
  }
}

function watchChange(keys: WireKeys): void {
  const form = byId<HTMLFormElement>("change");
  const current = byId<HTMLInputElement>("change-current");
  const fields = new PassphraseFields("change");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = current.value ? fields.problem() : t("passphrase_empty");
    fault("change-fault", wrong ?? "");
    if (wrong) return current.value ? fields.focus() : current.focus();
    const submit = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
    void busy(submit, t("working"), () => change(keys, current.value, fields.value));
  });
}

/** The new one is stored before the old one goes: whatever breaks in between, one of them opens. */
async function change(keys: WireKeys, current: string, next: string): Promise<void> {
  try {
    await unlocked(keys, current, async (keeper) => {
      announce(t("sealing"));
      const ciphertext = await keeper.sealKeyring(next);
      await api.post("keys/mine/sealed", { method: "passphrase", label: "", ciphertext });
    });
  } catch (error) {
    return fault("change-fault", inWords(error));
  }
  try {
    for (const old of byPassphrase(keys)) await api.delete(`keys/mine/sealed/${old.id}`);
    finish("passphrase_changed");
  } catch {
    finish("passphrase_half_changed");
  }
}

function watchPasskey(keys: WireKeys): void {
  const pressed = byId<HTMLButtonElement>("add-passkey");
  if (!passkeysOffered()) {
    pressed.disabled = true;
    return fault("passkey-fault", t("passkey_unavailable"));
  }
  pressed.addEventListener("click", () => void busy(pressed, t("working"), () => addPasskey(keys)));
}

async function addPasskey(keys: WireKeys): Promise<void> {
  fault("passkey-fault", "");
  const current = el("input", { type: "password", id: "passkey-current", autocomplete: "off", spellcheck: false, dir: "auto" });
  const name = el("input", { type: "text", id: "passkey-name", maxlength: 60, dir: "auto", "aria-describedby": "passkey-name-hint" });
  const sure = await ask({
    title: t("unlock_first_title"),
    body: [
      el("p", {}, t("unlock_first_body")),
      el("label", { for: "passkey-current" }, t("current_passphrase")), current,
      el("label", { for: "passkey-name" }, t("passkey_name")),
      el("p", { class: "hint", id: "passkey-name-hint" }, t("passkey_name_hint")), name,
    ],
    yes: t("passkey_add"),
    check: () => (current.value ? null : t("passphrase_empty")),
  });
  if (!sure) return;
  try {
    await unlocked(keys, current.value, async (keeper) => {
      const ciphertext = await sealedByPasskey(await keeper.keyringForPasskey());
      await api.post("keys/mine/sealed", { method: "passkey", label: name.value.trim() || t("passkey_default"), ciphertext });
    });
    finish("passkey_added");
  } catch (error) {
    const unavailable = error instanceof DOMException || (error instanceof Error && error.message.startsWith("PRF"));
    fault("passkey-fault", unavailable ? t("passkey_unavailable") : inWords(error));
  }
}

/** Passkeys answer to pages only, so for this one act the keyring is in the page. */
async function sealedByPasskey(plaintext: Uint8Array): Promise<string> {
  const keyring = await readKeyring(plaintext);
  plaintext.fill(0);
  const passkey = await createPasskey(`${t("passkey_label")} (${keySettings.name})`, location.hostname);
  return toBase64(await sealKeyringWithPasskey(keyring, passkey));
}

function saveBackup(keys: WireKeys): void {
  const [sealed] = byPassphrase(keys);
  if (!sealed) return;
  offer(new Blob([fromBase64(sealed.ciphertext)]), "upstander-keyring.age");
  announce(t("saved_backup"));
}
