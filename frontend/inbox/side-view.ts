/** One side of an open report: what was said, oldest first, and the field for what she says. */

import { el, renew } from "../staff/dom";
import { t } from "../staff/texts";
import { page } from "./coded";
import { composer } from "./composer";
import type { Drafts } from "./drafts";
import { lineView } from "./line-view";
import type { OpenCase, Side } from "./open-case";

export class SideView {
  readonly element: HTMLElement;
  readonly #lines = el("ol", { class: "lines" });

  constructor(private readonly opened: OpenCase, readonly side: Side, drafts: Drafts) {
    const writes = page.may[side === "case_file" ? "note" : "answer"] && composer(opened, side, drafts);
    this.element = el("div", { class: `side side-${side}` }, this.#lines, writes);
    opened.changed.on(() => this.#draw());
    this.#draw();
  }

  #draw(): void {
    const { lines } = this.opened.sides[this.side];
    const drawn: Node[] = [];
    let expected = 1;
    for (const line of lines) {
      // Sequences have no gaps (docs/formats.md): a place that is not there was kept from her.
      if (line.stored.sequence !== expected) drawn.push(el("li", { class: "line missing" }, t("missing")));
      expected = line.stored.sequence + 1;
      drawn.push(lineView(this.opened, this.side, line));
    }
    if (drawn.length === 0) drawn.push(el("li", { class: "line none" }, t(this.side === "case_file" ? "notes_none" : "nothing_yet")));
    renew(this.#lines, ...drawn);
  }
}
