/** One open report: what the server gave, what the keeper opened of it, and the acts on it. */

import { api, Refusal } from "../staff/api";
import { Signal } from "../staff/signal";
import { newId, sealingEpoch, timestamp, type ItemContent, type Line, type SealedItem, type StoredEpoch } from "../sealing";
import type { Desk } from "./desk";
import { headingOf, withCase } from "./index-content";
import { renewCompartment } from "./renewal";
import { inForce, readersOf } from "./targets";
import type { TeamList } from "./team-list";
import type { WireCase, WireCompartment, WireReport } from "./wire";

export type Side = "conversation" | "case_file";

interface Opened {
  lines: readonly Line[];
  epochs: readonly number[];
  accepted: readonly number[];
}

const NOTHING: Opened = { lines: [], epochs: [], accepted: [] };
const TRIES = 6;

export class OpenCase {
  readonly changed = new Signal();
  readonly sides: Record<Side, Opened> = { conversation: NOTHING, case_file: NOTHING };
  view!: WireCase;
  team!: TeamList;
  /** The reporter's key is another one than when this case was first opened. */
  authorChanged = false;

  private constructor(readonly desk: Desk, readonly id: string) {}

  static async open(desk: Desk, id: string): Promise<OpenCase> {
    const opened = new OpenCase(desk, id);
    await opened.load();
    return opened;
  }

  get report(): WireReport {
    const report = this.desk.report(this.id);
    if (!report) throw new Error("this report is no longer in the list");
    return report;
  }

  compartment(side: Side): WireCompartment | null {
    return this.view[side];
  }

  async load(): Promise<void> {
    const [view, team] = await Promise.all([
      api.post<WireCase>(`reports/${this.id}/open`),
      this.desk.team(this.report.team),
    ]);
    this.view = view;
    this.team = team;
    for (const side of ["conversation", "case_file"] as const) await this.#unseal(side);
    this.#remember();
    this.desk.update(this.id, { unread: 0, opened: true });
    this.changed.tell();
  }

  async #unseal(side: Side): Promise<void> {
    const stored = this.view[side];
    const signers = Object.fromEntries(
      Object.entries(this.desk.index.content.signers).map(([principal, { ed25519 }]) => [principal, ed25519]),
    );
    this.sides[side] = stored ? await this.desk.keeper.open(stored, signers) : NOTHING;
  }

  /** Heading and reporter's key for the list; a heading comes only from a verified first item. */
  #remember(): void {
    const author = this.view.conversation.compartment.author ?? "";
    const known = this.desk.index.content.cases[this.id];
    this.authorChanged = Boolean(known?.author) && known?.author !== author;
    const first = this.sides.conversation.lines.find((line) => line.opened?.type === "report")?.opened;
    const heading = first?.type === "report" && !this.authorChanged ? headingOf(first.body.text) : known?.heading ?? "";
    if (known?.heading === heading && known.author) return;
    const change = { heading, author: known?.author || author };
    this.desk.index.change((index) => withCase(index, this.id, change, timestamp()));
  }

  /** Seal and send; the first note begins the case file. A place taken meanwhile is retried with the next one. */
  async send(side: Side, content: ItemContent, file: string | null = null): Promise<void> {
    await this.ensure(side);
    const id = newId();
    let next = 0;
    for (let tries = 0; tries < TRIES; tries++) {
      const stored = this.view[side]!;
      const sequence = next || 1 + Math.max(0, ...stored.items.map((item) => item.sequence));
      const sealed = await this.#seal(stored, side, content, sequence, id);
      try {
        await api.post(`compartments/${stored.compartment.id}/items`, file ? { ...sealed, file } : sealed);
        return await this.load();
      } catch (error) {
        next = await this.#whatCameBetween(error);
      }
    }
    throw new Refusal(409, "sequence_taken", "");
  }

  /** A colleague wrote first (the next free place is told), or renewed the key (it is fetched); else it is a fault. */
  async #whatCameBetween(error: unknown): Promise<number> {
    if (error instanceof Refusal && error.code === "sequence_taken") return Number(error.body["next"]);
    if (!(error instanceof Refusal) || error.code !== "epoch_over") throw error;
    await this.load();
    return 0;
  }

  /** The notes' compartment comes to be with the first note or file. */
  async ensure(side: Side): Promise<void> {
    if (side !== "case_file") return;
    if (!this.view.case_file) return this.#beginCaseFile();
    if (this.view.case_file.items.length > 0 || !this.keyRefused(side)) return;
    await renewCompartment(this.desk, this.view.case_file, inForce(this));
    await this.load();
  }

  #seal(stored: WireCompartment, side: Side, content: ItemContent, sequence: number, id: string): Promise<SealedItem> {
    const { number: epoch } = this.lastEpoch(side);
    const direction = side === "case_file" ? "staff" : "handlers";
    const place = { compartment: stored.compartment.id, epoch, sequence, direction, id } as const;
    return this.desk.keeper.seal(content, place);
  }

  /** Where to seal. Refuses an epoch that nobody who may has signed. */
  lastEpoch(side: Side): StoredEpoch {
    return sealingEpoch(this.view[side]!, new Set(this.sides[side].accepted));
  }

  /** Nothing can be written there, since the newest key was not signed as it must be. */
  keyRefused(side: Side): boolean {
    const stored = this.view[side];
    if (!stored) return false;
    return !this.sides[side].accepted.includes(Math.max(...stored.epochs.map(({ number }) => number)));
  }

  /** Granted to everyone who holds the conversation, and to recovery; never to the receipt (SEALING.md). */
  async #beginCaseFile(): Promise<void> {
    const body = await this.desk.keeper.beginCaseFile(readersOf(this.view.conversation, inForce(this)));
    try {
      await api.post(`reports/${this.id}/case-file`, body);
    } catch (error) {
      // A colleague began it a moment before: theirs is used.
      if (!(error instanceof Refusal) || error.status !== 409) throw error;
    }
    await this.load();
    if (!this.view.case_file) throw new Refusal(404, "failed", "");
  }

  async takeBack(side: Side, item: string): Promise<void> {
    await api.delete(`compartments/${this.view[side]!.compartment.id}/items/${item}`);
    await this.load();
  }
}
