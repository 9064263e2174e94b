/** Questions in a `<dialog>`: the platform keeps the focus inside, Escape answers no. */

import { button, el, type Child } from "./dom";
import { t } from "./texts";

export interface Question {
  readonly title: string;
  readonly body: readonly Child[];
  readonly yes: string;
  readonly no?: string;
  /** Something that cannot be taken back: the button says so by its look too. */
  readonly grave?: boolean;
  /** Called before closing with yes; a text keeps the dialog open and is shown. */
  readonly check?: () => string | null | Promise<string | null>;
}

let count = 0;

function show(dialog: HTMLDialogElement): Promise<boolean> {
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const answer = dialog.returnValue === "yes";
      dialog.remove();
      resolve(answer);
    });
  });
}

/** Ask; true when the person said yes. */
export function ask(question: Question): Promise<boolean> {
  const name = `dialog-${++count}`;
  const problem = el("p", { class: "fault", role: "alert", hidden: true });
  const close = (value: string): void => dialog.close(value);
  const agree = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wrong = (await question.check?.()) ?? null;
    if (wrong === null) return close("yes");
    problem.textContent = wrong;
    problem.hidden = false;
  };
  const form: HTMLFormElement = el(
    "form",
    { class: "dialog-form", on: { submit: agree } },
    el("h2", { id: name }, question.title),
    ...question.body,
    problem,
    el(
      "div",
      { class: "actions" },
      el("button", { type: "submit", class: question.grave ? "button danger" : "button" }, question.yes),
      button(question.no ?? t("cancel"), () => close("no"), {
        class: "button quiet", autofocus: question.grave ?? false,
      }),
    ),
  );
  const dialog: HTMLDialogElement = el("dialog", { class: "dialog", "aria-labelledby": name }, form);
  return show(dialog);
}

/** Tell something that needs no answer. */
export function tell(title: string, ...body: Child[]): Promise<boolean> {
  const name = `dialog-${++count}`;
  const dialog: HTMLDialogElement = el(
    "dialog",
    { class: "dialog", "aria-labelledby": name },
    el("h2", { id: name }, title),
    ...body,
    el("div", { class: "actions" }, button(t("close"), () => dialog.close("yes"), { class: "button" })),
  );
  return show(dialog);
}
