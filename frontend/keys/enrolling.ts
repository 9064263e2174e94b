/** Making keys: all of it happens in the keeper; the server is given public halves and sealed secret ones. */

import { announce, announceNow } from "../staff/announce";
import { api } from "../staff/api";
import { byId } from "../staff/dom";
import { inWords } from "../staff/faults";
import { t } from "../staff/texts";
import { busy } from "../inbox/composer";
import { startKeeper } from "../inbox/keeper";
import { PassphraseFields } from "./passphrase-fields";
import { keySettings, finish } from "./page";

export function startEnrolling(): void {
  const form = document.getElementById("enrol") as HTMLFormElement | null;
  if (!form) return;
  const fields = new PassphraseFields("new");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const submit = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
    void busy(submit, t("working"), () => enrol(fields));
  });
}

async function enrol(fields: PassphraseFields): Promise<void> {
  const entity = byId<HTMLInputElement | HTMLSelectElement>("entity").value;
  const wrong = entity ? fields.problem() : t("choose_entity");
  fault(wrong ?? "");
  if (wrong) return entity ? fields.focus() : byId("entity").focus();
  const keeper = startKeeper(keySettings.worker);
  try {
    progress(t("making"));
    const half = await keeper.make();
    progress(t("sealing"));
    const ciphertext = await keeper.sealKeyring(fields.value);
    await api.post("keys", { entity, ...half, sealed: [{ method: "passphrase", label: "", ciphertext }] });
    fields.clear();
    finish("enrolled");
  } catch (error) {
    fault(inWords(error));
  } finally {
    keeper.close();
    progress("");
  }
}

function progress(text: string): void {
  const place = byId("enrol-progress");
  place.textContent = text;
  place.hidden = !text;
  if (text) announce(text);
}

function fault(text: string): void {
  const place = byId("enrol-fault");
  place.textContent = text;
  place.hidden = !text;
  if (text) announceNow(text);
}
