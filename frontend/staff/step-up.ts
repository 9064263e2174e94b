/**
 * When the server wants a fresh proof of who she is, the page keeps all it has (keys, drafts) and she proves it in
 * a second window. That window reports back by a BroadcastChannel of this origin, or she says that it is done.
 */

import { askForProofWith } from "./api";
import { button, el } from "./dom";
import { pageSettings, t } from "./texts";

interface Doors {
  readonly step_up: string;
  readonly sign_in: string;
}

export const CHANNEL = "upstander-proof";
let waiting: Promise<boolean> | null = null;

function windowDialog(address: string, title: string, why: string): Promise<boolean> {
  const open = () => window.open(address, "upstander-proof", "popup,width=520,height=720");
  const again = el("button", { type: "submit", class: "button second" }, t("proof_done"));
  const dialog: HTMLDialogElement = el(
    "dialog",
    { class: "dialog", "aria-labelledby": "proof-title" },
    el(
      "form",
      { method: "dialog", class: "dialog-form" },
      el("h2", { id: "proof-title" }, title),
      el("p", {}, why),
      el("p", { class: "hint" }, t("proof_kept")),
      el(
        "div",
        { class: "actions" },
        button(t("proof_open"), open, { class: "button" }),
        again,
        button(t("cancel"), () => dialog.close("no"), { class: "button quiet" }),
      ),
    ),
  );
  again.value = "yes";
  return answerOf(dialog);
}

function answerOf(dialog: HTMLDialogElement): Promise<boolean> {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", () => dialog.close("yes"));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      channel.close();
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/** Several calls that need the proof at once share one dialog. */
function prove(code: "step_up_needed" | "signed_out"): Promise<boolean> {
  const doors = pageSettings<Doors>();
  const stepUp = code === "step_up_needed";
  waiting ??= windowDialog(
    stepUp ? doors.step_up : doors.sign_in,
    t(stepUp ? "step_up_title" : "signed_out_title"),
    t(stepUp ? "step_up_why" : "signed_out_why"),
  ).finally(() => {
    waiting = null;
  });
  return waiting;
}

/** The first act of a page of signed-in people: scripts run, and a proof can be asked for. */
export function watchProofs(): void {
  for (const notice of document.querySelectorAll(".no-script")) notice.remove();
  askForProofWith(prove);
}
