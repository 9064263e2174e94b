/** Buttons `data-shares="id"` hand the page's address to the device's own share sheet, where there is one. */

export function sharing(): void {
  if (typeof navigator.share !== "function") return;
  document.querySelectorAll<HTMLButtonElement>("button[data-shares]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => void share(document.getElementById(button.dataset["shares"] ?? "")));
  });
}

async function share(named: HTMLElement | null): Promise<void> {
  const url = named?.dataset["copyText"] ?? location.href;
  await navigator.share({ title: document.title, url }).catch(() => undefined); // closed again: nothing to say
}
