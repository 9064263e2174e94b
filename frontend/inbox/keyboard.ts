/** Single keys of the page. They can be switched off (WCAG 2.1.4), and never act while she types. */

import { tell } from "../staff/dialog";
import { el } from "../staff/dom";
import { t } from "../staff/texts";
import type { Desk } from "./desk";

interface Doings {
  readonly filter: () => void;
  readonly lock: () => void;
  readonly back: () => void;
}

const types = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Listen until the signal ends it. */
export function watchKeys(desk: Desk, doings: Doings, signal: AbortSignal): void {
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape(event, doings);
    if (types(event.target) || !desk.index.content.shortcuts) return;
    const acts: Record<string, () => void> = { "/": doings.filter, "?": () => help(desk), L: doings.lock };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", press, { signal });
}

/** From a field to the report, from the report to the list. */
function escape(event: KeyboardEvent, doings: Doings): void {
  const target = event.target as HTMLElement;
  if (target.tagName === "TEXTAREA") target.closest<HTMLElement>("[tabindex='-1']")?.focus();
  else if (target.id === "filter" || !types(target)) doings.back();
}

export function help(desk: Desk): void {
  const key = (...names: string[]) => el("dt", {}, ...names.flatMap((name, at) => [at ? " " : "", el("kbd", {}, name)]));
  const box = el("input", { type: "checkbox", id: "shortcuts" });
  box.checked = desk.index.content.shortcuts;
  box.addEventListener("change", () => desk.index.change((index) => ({ ...index, shortcuts: box.checked })));
  void tell(
    t("help_title"),
    el(
      "dl",
      { class: "keys-help" },
      key("↑", "↓", "j", "k"), el("dd", {}, t("help_move")),
      key("Enter"), el("dd", {}, t("help_open")),
      key("Esc"), el("dd", {}, t("help_back")),
      key("/"), el("dd", {}, t("help_filter")),
      key("?"), el("dd", {}, t("help_help")),
      key("Shift", "L"), el("dd", {}, t("help_lock")),
    ),
    el("label", { class: "choice" }, box, el("span", {}, t("help_shortcuts"))),
  );
}
