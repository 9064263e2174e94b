/** Emptying a page: what was typed goes, and whoever keeps more (drafts, keys, sealed parts) is told to drop it. */

export const WIPE = "upstander:wipe";

type Filled = HTMLInputElement | HTMLTextAreaElement;

function empty(field: Filled): void {
  field.defaultValue = "";
  field.value = "";
}

/** Clear every field and the tab's storage; fires `upstander:wipe` first, so that pages drop what they hold. */
export function wipe(): void {
  document.dispatchEvent(new CustomEvent(WIPE));
  for (const form of document.forms) form.reset();
  document.querySelectorAll<Filled>("input:not([type=radio], [type=checkbox]), textarea").forEach(empty);
  document.querySelectorAll<HTMLInputElement>(":checked").forEach((choice) => (choice.checked = false));
  try {
    window.sessionStorage.clear();
  } catch {
    // refused by the browser's settings: then nothing is in it
  }
}

/** Hide everything at once, open dialogs too: they lie above all else, so they are closed first. */
export function cover(title: string): void {
  document.querySelectorAll("dialog[open]").forEach((dialog) => (dialog as HTMLDialogElement).close());
  const sheet = document.createElement("div");
  sheet.className = "cover";
  sheet.setAttribute("role", "alert");
  document.documentElement.classList.add("is-leaving");
  document.body.append(sheet);
  sheet.setAttribute("aria-label", title);
  document.title = title || "…";
}
