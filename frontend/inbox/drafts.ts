/** What she is writing: in memory while she works, in her sealed index when the inbox locks. Never in storage. */

import { timestamp } from "../sealing";
import type { Desk } from "./desk";
import { withCase, type IndexedCase } from "./index-content";
import type { Side } from "./open-case";

export class Drafts {
  readonly #texts = new Map<string, string>();

  constructor(private readonly desk: Desk) {
    for (const [id, known] of Object.entries(desk.index.content.cases)) {
      for (const side of ["conversation", "case_file"] as const) {
        const text = known.drafts?.[side];
        if (text) this.#texts.set(`${id} ${side}`, text);
      }
    }
  }

  get(id: string, side: Side): string {
    return this.#texts.get(`${id} ${side}`) ?? "";
  }

  set(id: string, side: Side, text: string): void {
    if (text.trim()) this.#texts.set(`${id} ${side}`, text);
    else this.#texts.delete(`${id} ${side}`);
  }

  /** Put what is unsent into the index and seal it now. */
  async keep(): Promise<void> {
    for (const report of this.desk.reports) this.#keepOne(report.id);
    await this.desk.index.save();
  }

  #keepOne(id: string): void {
    const drafts: NonNullable<IndexedCase["drafts"]> = {
      ...(this.get(id, "conversation") && { conversation: this.get(id, "conversation") }),
      ...(this.get(id, "case_file") && { case_file: this.get(id, "case_file") }),
    };
    const before = this.desk.index.content.cases[id]?.drafts ?? {};
    if (JSON.stringify(before) === JSON.stringify(drafts)) return;
    this.desk.index.change((index) => withCase(index, id, { drafts }, timestamp()));
  }
}
