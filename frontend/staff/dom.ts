/**
 * The only way in which the staff pages make elements. Content is always text: there is no door for markup, so
 * nothing that a reporter wrote can become an element, a link or a script (docs/threat-model.md, hostile input).
 */

export type Child = Node | string | number | null | undefined | false;
type Value = string | number | boolean | null | undefined;
type Listener = (event: Event) => unknown;

export interface Attributes {
  readonly on?: Readonly<Record<string, Listener>>;
  readonly [name: string]: Value | Readonly<Record<string, Listener>>;
}

const ALLOWED = /^(?:aria-[a-z]+|data-[a-z-]+|class|id|type|name|value|for|href|download|hidden|disabled|checked|selected|tabindex|role|dir|lang|rows|cols|multiple|accept|autocomplete|spellcheck|placeholder|required|open|max|min|minlength|maxlength|readonly|title|src|alt|width|height|datetime|colspan|scope|target|rel|inputmode|enterkeyhint|method|autofocus)$/;

function put(element: Element, name: string, value: Value): void {
  if (value === null || value === undefined || value === false) return;
  if (!ALLOWED.test(name)) throw new Error(`attribute refused: ${name}`);
  const text = value === true ? "" : String(value);
  if ((name === "href" || name === "src") && !/^(?:\/(?!\/)|#|blob:)/.test(text)) throw new Error("address refused");
  element.setAttribute(name, text);
}

/** An element with attributes, listeners (`on`) and children; text children stay text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== "on") put(element, name, value as Value);
  }
  for (const [event, listener] of Object.entries(attributes.on ?? {})) element.addEventListener(event, listener);
  return fill(element, ...children);
}

/** Put children behind those that are there. */
export function fill<E extends Element>(element: E, ...children: Child[]): E {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(typeof child === "number" ? String(child) : child);
    }
  }
  return element;
}

/** Replace everything in an element. */
export function renew<E extends Element>(element: E, ...children: Child[]): E {
  element.replaceChildren();
  return fill(element, ...children);
}

/** The element with this id; its absence is a fault of the page, not of the person. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page lacks #${id}`);
  return found as E;
}

/**
 * Characters that hide, reorder or overprint what stands beside them: control codes but line break and tab, the
 * bidirectional overrides and isolates, the byte-order mark, tags. Joiners stay, Persian and emoji need them.
 */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

function* pieces(text: string): Generator<Child> {
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) yield text.slice(from, match.index);
    const code = `U+${match[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
    yield el("span", { class: "hidden-character" }, code);
    from = match.index + match[0].length;
  }
  if (from < text.length) yield text.slice(from);
}

/** Somebody's words as paragraphs of text: line breaks kept, direction its own, hidden characters shown. */
export function words(text: string, className = "speech"): HTMLElement {
  const plain = text.replaceAll("\r\n", "\n");
  return el("div", { class: className, dir: "auto" }, ...pieces(plain));
}

/** A name or heading inside a line of ours: isolated, so that its direction cannot turn the line around. */
export function isolated(text: string): HTMLElement {
  return el("bdi", {}, ...pieces(text.replaceAll(/\s+/g, " ")));
}

/** A `<button type="button">`. */
export function button(label: Child, press: Listener, attributes: Attributes = {}): HTMLButtonElement {
  const { on, ...rest } = attributes;
  return el("button", { type: "button", class: "button second", ...rest, on: { ...on, click: press } }, label);
}
