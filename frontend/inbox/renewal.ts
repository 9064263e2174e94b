/** Rotation: the next epoch of a report's compartments, for those who may still read. One report, or all that are due. */

import { announce } from "../staff/announce";
import { api, Refusal } from "../staff/api";
import { ask, tell } from "../staff/dialog";
import { byId, el } from "../staff/dom";
import { inWords } from "../staff/faults";
import { t } from "../staff/texts";
import type { Desk } from "./desk";
import { inForce, readersOf } from "./targets";
import type { Manifest } from "../sealing";
import type { WireCase, WireCompartment } from "./wire";

/** Renew both compartments of one report. Reads the report anew, so that nobody is granted who was just removed. */
export async function renewCase(desk: Desk, id: string): Promise<void> {
  const report = desk.report(id);
  if (!report) return;
  const [view, team] = await Promise.all([api.post<WireCase>(`reports/${id}/open`), desk.team(report.team, true)]);
  const manifest = inForce({ team });
  for (const stored of [view.conversation, view.case_file]) {
    if (stored) await renewCompartment(desk, stored, manifest);
  }
  desk.update(id, { rotation_due: false });
}

/** Also for a file of notes that was begun and has no note yet: nothing in it shows who made its first key. */
export async function renewCompartment(desk: Desk, stored: WireCompartment, manifest: Manifest): Promise<void> {
  const next = 1 + Math.max(...stored.epochs.map((epoch) => epoch.number));
  const body = await desk.keeper.renew(stored, next, stored.compartment.mailbox, readersOf(stored, manifest));
  try {
    await api.post(`compartments/${stored.compartment.id}/epochs`, body);
  } catch (error) {
    // A colleague renewed it in the same moment: that is what was wanted.
    if (!(error instanceof Refusal) || error.code !== "epoch_taken") throw error;
  }
}

/** The button above the list: shown while any report is due, works through all of them, says how far it is. */
export class Renewal {
  readonly #button = byId<HTMLButtonElement>("renew-all");
  #running = false;

  constructor(private readonly desk: Desk) {
    this.#button.onclick = () => void this.#start();
    desk.changed.on(() => this.#draw());
    this.#draw();
  }

  #due(): string[] {
    return this.desk.reports.filter((report) => report.rotation_due).map((report) => report.id);
  }

  #draw(): void {
    const { length } = this.#due();
    this.#button.hidden = length === 0 && !this.#running;
    if (!this.#running) this.#button.textContent = t("renew_all", { n: length });
  }

  async #start(): Promise<void> {
    const due = this.#due();
    if (this.#running || due.length === 0) return;
    const sure = await ask({ title: t("renew_title", { n: due.length }), body: [el("p", {}, t("renew_body"))], yes: t("renew") });
    if (sure) await this.#run(due);
  }

  async #run(due: readonly string[]): Promise<void> {
    this.#running = true;
    let done = 0;
    let problem: unknown = null;
    for (const id of due) {
      this.#button.textContent = t("renewing", { done, n: due.length });
      try {
        await renewCase(this.desk, id);
        done++;
      } catch (error) {
        problem = error;
        if (error instanceof Refusal && error.code === "step_up_needed") break; // she does not want to prove it now
      }
    }
    this.#running = false;
    this.#draw();
    if (problem) await tell(t("renew"), el("p", {}, t("renew_some_failed", { done, n: due.length })), el("p", {}, inWords(problem)));
    else announce(t("renewed", { n: done }));
  }
}
