// A draft that she chose to keep: one sealed blob under a name that says nothing. Without her phrase it is noise.

import { fromBase64, openWithPassphrase, sealWithPassphrase, text, toBase64, utf8 } from "../sealing";
import { chosen, facets, setFacets, type Facets } from "./answers";
import { find, show, words } from "./page";

const NAME = "page";
const LEAST = 12;
/** 64 MB of memory for a moment: what an older phone still has. */
const WORK = 16;
const FIELDS = ["text", "name", "contact", "safe_contact"] as const;

interface Kept {
  fields: Record<string, string>;
  want: string | null;
  named: string | null;
  facets: Facets;
}

function store(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null; // the browser refuses storage: there are no drafts then
  }
}

export function eraseDraft(): void {
  store()?.removeItem(NAME);
}

export function draftIsKept(): boolean {
  return store()?.getItem(NAME) != null;
}

function collect(): Kept {
  const value = (id: string) => (find(id) as HTMLInputElement).value;
  return {
    fields: Object.fromEntries(FIELDS.map((id) => [id, value(id)])),
    want: chosen("want"), named: chosen("named"), facets: facets(),
  };
}

function pour(kept: Kept): void {
  for (const id of FIELDS) (find(id) as HTMLInputElement).value = kept.fields[id] ?? "";
  for (const name of ["want", "named"] as const) {
    const input = document.querySelector<HTMLInputElement>(`input[name="${name}"][value="${kept[name]}"]`);
    if (input) input.checked = true;
  }
  setFacets(kept.facets);
  document.querySelectorAll("input:checked").forEach((input) => input.dispatchEvent(new Event("change", { bubbles: true })));
}

async function keep(phrase: string): Promise<void> {
  const sealed = await sealWithPassphrase(utf8(JSON.stringify(collect())), phrase, WORK);
  store()!.setItem(NAME, toBase64(sealed));
}

async function take(phrase: string): Promise<void> {
  pour(JSON.parse(text(await openWithPassphrase(fromBase64(store()!.getItem(NAME)!), phrase))) as Kept);
}

/** The panel "I need to stop for now", and the one that is shown where a draft was kept. */
export function offerDrafts(onTaken: () => void): void {
  show(find("draft"), store() !== null);
  show(find("draft-found"), draftIsKept());
  show(find("draft-erase"), draftIsKept());
  find("draft-save").addEventListener("click", () => void save());
  find("draft-erase").addEventListener("click", () => erase("draft-state"));
  find("found-open").addEventListener("click", () => void reopen(onTaken));
  find("found-erase").addEventListener("click", () => erase("found-state"));
}

function phraseOf(id: string): string {
  return find<HTMLInputElement>(id).value.normalize("NFKC").trim();
}

async function save(): Promise<void> {
  const state = find("draft-state");
  const phrase = phraseOf("draft-phrase");
  if (phrase.length < LEAST) {
    state.textContent = words("phrase_short");
    find("draft-phrase").focus();
    return;
  }
  state.textContent = words("draft_sealing");
  try {
    await keep(phrase);
    state.textContent = words("draft_kept");
    find<HTMLInputElement>("draft-phrase").value = "";
    show(find("draft-erase"));
  } catch {
    state.textContent = words("draft_not_kept");
  }
}

async function reopen(onTaken: () => void): Promise<void> {
  const state = find("found-state");
  state.textContent = words("draft_opening");
  try {
    await take(phraseOf("found-phrase"));
    find<HTMLInputElement>("found-phrase").value = "";
    show(find("draft-found"), false);
    onTaken();
  } catch {
    state.textContent = words("phrase_wrong");
  }
}

function erase(state: string): void {
  eraseDraft();
  show(find("draft-erase"), false);
  find(state).textContent = words("draft_erased");
  if (state === "found-state") setTimeout(() => show(find("draft-found"), false), 1500);
}
