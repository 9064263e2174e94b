/** Nothing touched for a while: a minute's warning, then locked. Measured by the clock, so that sleep counts too. */

import { el } from "../staff/dom";
import { t } from "../staff/texts";

const WARNING = 60_000;
const LOOK = 5_000;
const TOUCHES = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

/** Watch until the answer is called. `late` is called once. */
export function watchIdle(minutes: number, late: () => void): () => void {
  const limit = minutes * 60_000;
  let touched = Date.now();
  let warning: HTMLDialogElement | null = null;
  let where = "";
  const touch = (event: Event) => {
    if (event instanceof PointerEvent && event.type === "pointermove") {
      // Browsers also tell of a pointer that rests while the page moves below it: that is nobody.
      const before = where;
      where = `${event.screenX} ${event.screenY}`;
      if (before === where || before === "") return;
    }
    touched = Date.now();
    warning?.close();
  };
  const look = () => {
    const idle = Date.now() - touched;
    if (idle >= limit) {
      stop();
      late();
    } else if (idle >= limit - WARNING && !warning) {
      warning = warn(() => {
        warning = null;
        touched = Date.now();
      });
    }
  };
  const timer = setInterval(look, LOOK);
  const stop = () => {
    clearInterval(timer);
    warning?.remove();
    for (const name of TOUCHES) removeEventListener(name, touch, true);
    document.removeEventListener("visibilitychange", look);
  };
  for (const name of TOUCHES) addEventListener(name, touch, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  return stop;
}

function warn(closed: () => void): HTMLDialogElement {
  const dialog = el(
    "dialog",
    { class: "dialog", role: "alertdialog", "aria-labelledby": "idle-title", "aria-describedby": "idle-body" },
    el("h2", { id: "idle-title" }, t("idle_title")),
    el("p", { id: "idle-body" }, t("idle_body")),
    el("form", { method: "dialog", class: "actions" }, el("button", { class: "button" }, t("idle_stay"))),
  );
  document.body.append(dialog);
  dialog.showModal();
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  return dialog;
}
