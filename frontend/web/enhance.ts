/** What scripts add to plain pages. Each part does nothing where its elements are not there. */

import { sharing } from "./share";

/** Buttons `data-copies="id"` put that element's text on the clipboard and say so. */
function copying(): void {
  if (!navigator.clipboard) return;
  document.querySelectorAll<HTMLButtonElement>("button[data-copies]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  });
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset["copies"] ?? "");
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  label.setAttribute("aria-live", "polite");
  const done = await written(source);
  label.textContent = (done ? button.dataset["copied"] : button.dataset["notCopied"]) ?? before;
  window.setTimeout(() => (label.textContent = before), 4_000);
}

async function written(source: HTMLElement | null): Promise<boolean> {
  const text = source instanceof HTMLInputElement ? source.value : (source?.dataset["copyText"] ?? source?.innerText);
  try {
    await navigator.clipboard.writeText(text ?? "");
    return true;
  } catch {
    return false;
  }
}

/** Buttons `data-opens="id"` open that `<dialog>`; the platform keeps the focus inside and gives it back. */
function dialogs(): void {
  document.querySelectorAll<HTMLElement>("[data-opens]").forEach((opener) => {
    const dialog = document.getElementById(opener.dataset["opens"] ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  });
}

function printing(): void {
  document.querySelectorAll<HTMLElement>("[data-prints]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

/** Says at once that the connection is gone, before somebody presses "send" into nothing. */
function offline(): void {
  const banner = document.getElementById("offline");
  if (!banner) return;
  const show = () => (banner.hidden = navigator.onLine);
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}

/** The menus close on Escape, on a click elsewhere and when the focus has left it. */
function menus(): void {
  document.querySelectorAll<HTMLDetailsElement>("details.tongues, details.menu").forEach((menu) => {
    const close = () => (menu.open = false);
    document.addEventListener("click", (event) => menu.contains(event.target as Node) || close());
    menu.addEventListener("focusout", (event) => event.relatedTarget && !menu.contains(event.relatedTarget as Node) && close());
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      close();
      menu.querySelector("summary")?.focus();
    });
  });
}

/** Files dropped on a picker count as chosen. */
function dropping(): void {
  document.querySelectorAll<HTMLElement>(".files").forEach((place) => {
    const mark = (over: boolean) => () => place.classList.toggle("over", over);
    place.addEventListener("dragover", mark(true));
    place.addEventListener("dragleave", mark(false));
    place.addEventListener("drop", mark(false));
  });
}

/** A form marked `data-once` is sent once, however often its button is pressed. */
function once(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-once]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset["sent"]) return event.preventDefault();
      form.dataset["sent"] = "1";
      form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-busy", "true"));
    });
  });
}

export function enhance(): void {
  for (const part of [copying, dialogs, printing, offline, menus, dropping, once, sharing]) part();
}
