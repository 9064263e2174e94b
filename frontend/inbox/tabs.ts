/** Tabs by the ARIA pattern: one tab stop, arrows move (with the direction of writing), the panel follows. */

import { button, el } from "../staff/dom";

export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

export function tabs(all: readonly Tab[]): HTMLElement {
  const heads = all.map((tab, at) =>
    button(tab.label, () => choose(at), {
      class: "tab", role: "tab", id: `tab-${tab.name}`, "aria-controls": `panel-${tab.name}`,
    }),
  );
  const panels = all.map((tab) =>
    el("div", { class: "tab-panel", role: "tabpanel", id: `panel-${tab.name}`, "aria-labelledby": `tab-${tab.name}` }, tab.panel),
  );
  const choose = (chosen: number, focus = false) => {
    heads.forEach((head, at) => {
      head.setAttribute("aria-selected", String(at === chosen));
      head.tabIndex = at === chosen ? 0 : -1;
      panels[at]!.hidden = at !== chosen;
    });
    if (focus) heads[chosen]?.focus();
  };
  const bar = el("div", { class: "tabs", role: "tablist", on: { keydown: (event) => move(event as KeyboardEvent) } }, ...heads);
  const move = (event: KeyboardEvent) => {
    const forwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backwards = forwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const here = heads.findIndex((head) => head === document.activeElement);
    const to = { [forwards]: here + 1, [backwards]: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    choose((to + all.length) % all.length, true);
  };
  choose(0);
  return el("div", { class: "tabbed" }, bar, ...panels);
}
