// The page as the scripts see it: elements by name, and texts that the server has rendered in the reader's language.

export function find<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element as T;
}

export function within<T extends HTMLElement = HTMLElement>(parent: ParentNode, selector: string): T {
  const element = parent.querySelector<T>(selector);
  if (!element) throw new Error(`The page has no ${selector}`);
  return element;
}

export function all<T extends HTMLElement = HTMLElement>(parent: ParentNode, selector: string): T[] {
  return [...parent.querySelectorAll<T>(selector)];
}

export function show(element: HTMLElement, visible = true): void {
  element.hidden = !visible;
}

/** A copy of what a `<template>` holds (one root element). */
export function copyOf<T extends HTMLElement = HTMLElement>(id: string): T {
  const template = find<HTMLTemplateElement>(id);
  return template.content.firstElementChild!.cloneNode(true) as T;
}

/** A text of the page's `<template data-texts>`, with `{name}` replaced. No script has words of its own. */
export function words(key: string, values: Record<string, string | number> = {}): string {
  const holder = holderOf(key);
  if (!holder) throw new Error(`The page has no text ${key}`);
  return holder.textContent!.trim().replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function hasWords(key: string): boolean {
  return holderOf(key) !== undefined;
}

function holderOf(key: string): Element | undefined {
  const templates = all<HTMLTemplateElement>(document, "template[data-texts]");
  return templates.map((template) => template.content.querySelector(`[data-text="${key}"]`)).find((found) => found !== null);
}

/** What the server tells the script: addresses of the API, the worker, word lists; never anything about a person. */
export function setting(name: string): string {
  return find("journey").dataset[name] ?? "";
}

export function language(): string {
  return document.documentElement.lang || "en";
}

export function clock(moment: Date): string {
  return new Intl.DateTimeFormat(language(), { hour: "numeric", minute: "2-digit" }).format(moment);
}

export function day(moment: Date): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "long" }).format(moment);
}

export function dayAndTime(moment: Date): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(moment);
}

export function size(bytes: number): string {
  const unit = bytes >= 1e6 ? "megabyte" : "kilobyte";
  const amount = Math.max(bytes / (bytes >= 1e6 ? 1e6 : 1e3), 0.1);
  return new Intl.NumberFormat(language(), { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
}

/** Empties every field under an element, so that nothing typed stays in memory through the page. */
export function wipe(parent: ParentNode): void {
  for (const field of parent.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")) {
    if (field.type === "radio" || field.type === "checkbox") (field as HTMLInputElement).checked = false;
    else field.value = "";
  }
}
