// What she has answered so far, read from the form whenever it is needed: the page is the only place it lives.

import { all, find } from "./page";

export type Want = "report" | "informal" | "record";
export type Facets = Record<string, string[]>;

export interface Answers {
  want: Want;
  text: string;
  name: string;
  contact: string;
  safeContact: string;
  facets: Facets;
}

const PREFIX = "facet-";

function field(id: string): HTMLInputElement | HTMLTextAreaElement {
  return find(id) as HTMLInputElement | HTMLTextAreaElement;
}

export function chosen(name: string): string | null {
  return document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? null;
}

export function want(): Want {
  return (chosen("want") as Want | null) ?? "report";
}

/** The fields for a name are open. */
export function isNamed(): boolean {
  return chosen("named") === "named";
}

export function answers(): Answers {
  const [name, contact, safeContact] = ["name", "contact", "safe_contact"].map(givenOfHer) as [string, string, string];
  const named = Boolean(name || contact || safeContact); // who opened the fields and left them empty stays anonymous
  return {
    want: want(),
    text: field("text").value.trim(),
    name,
    contact,
    safeContact,
    facets: { ...facets(), named: [named ? "named" : "anonymous"] },
  };
}

function givenOfHer(id: string): string {
  return isNamed() ? field(id).value.trim() : "";
}

/** The coded answers under an element (the whole page, or the return page's own form). */
export function facets(parent: ParentNode = document): Facets {
  const found: Facets = {};
  for (const input of all<HTMLInputElement>(parent, `input[name^="${PREFIX}"]:checked`)) {
    (found[input.name.slice(PREFIX.length)] ??= []).push(input.value);
  }
  return found;
}

export function setFacets(given: Facets, parent: ParentNode = document): void {
  for (const input of all<HTMLInputElement>(parent, `input[name^="${PREFIX}"]`)) {
    input.checked = given[input.name.slice(PREFIX.length)]?.includes(input.value) ?? false;
  }
}

export function isEmpty(given: Answers): boolean {
  const { named: _named, role: _role, ...told } = given.facets;
  return !given.text && Object.keys(told).length === 0;
}

/** Radio buttons can be unticked by pressing them again: every question may be left open after all. */
export function letGoOfRadios(parent: ParentNode): void {
  let before: HTMLInputElement | null = null;
  const radioOf = (event: Event) => {
    const label = (event.target as HTMLElement).closest("label");
    return label?.querySelector<HTMLInputElement>(`input[type="radio"][name^="${PREFIX}"]`) ?? null;
  };
  parent.addEventListener("pointerdown", (event) => {
    const radio = radioOf(event);
    before = radio?.checked ? radio : null;
  });
  parent.addEventListener("click", (event) => {
    const radio = event.target as HTMLInputElement;
    if (radio !== before) return;
    radio.checked = false;
    before = null;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** Shows on each closed group how many answers it holds, and the online questions only where they make sense. */
export function followFacets(parent: HTMLElement): void {
  const follow = () => {
    const online = parent.querySelector<HTMLInputElement>('input[name="facet-online"]:checked')?.value;
    for (const name of ["online_form", "platform"]) {
      const question = parent.querySelector<HTMLFieldSetElement>(`[data-facet="${name}"]`);
      if (!question) continue;
      question.hidden = online !== "yes" && online !== "both";
      if (question.hidden) all<HTMLInputElement>(question, "input").forEach((input) => (input.checked = false));
    }
    for (const group of all(parent, "details.group")) {
      const labels = all(group, "input:checked").map((input) => input.closest("label")!.textContent!.trim());
      group.querySelector("[data-chosen]")!.textContent = labels.join(", ");
    }
  };
  parent.addEventListener("change", follow);
  follow();
}
