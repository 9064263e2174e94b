/** The inbox while it is unlocked: the reports, the index, which report is open. Views listen; nothing is stored. */

import { api } from "../staff/api";
import { Signal } from "../staff/signal";
import { page } from "./coded";
import { isNew } from "./filters";
import { onlyCases } from "./index-content";
import { IndexStore } from "./index-store";
import type { Keeper } from "./keeper";
import { fetchTeamList, type TeamList } from "./team-list";
import type { KeySet, WireInbox, WireReport } from "./wire";

export class Desk {
  reports: readonly WireReport[];
  selected: string | null = null;
  readonly index: IndexStore;
  readonly changed = new Signal();
  readonly selectedChanged = new Signal<string | null>();
  readonly #teams = new Map<string, Promise<TeamList>>();

  constructor(readonly keeper: Keeper, readonly keySet: KeySet, inbox: WireInbox, readonly name = page.name) {
    this.index = new IndexStore(keeper);
    this.reports = inbox.reports;
  }

  report(id: string | null): WireReport | undefined {
    return this.reports.find((report) => report.id === id);
  }

  select(id: string | null): void {
    this.selected = id;
    this.selectedChanged.tell(id);
  }

  /** Change what the list says about one report, after the server has said so. */
  update(id: string, change: Partial<WireReport>): void {
    this.reports = this.reports.map((report) => (report.id === id ? { ...report, ...change } : report));
    this.changed.tell();
  }

  /** Ask for the list again; true when something new is in it. */
  async refresh(): Promise<boolean> {
    const before = new Map(this.reports.map((report) => [report.id, report.unread]));
    const { reports } = await api.get<WireInbox>("inbox");
    this.take(reports);
    return reports.some((report) => isNew(report) && report.unread > (before.get(report.id) ?? -1));
  }

  /** Take a fetched list. What is no longer hers leaves the index too. */
  take(reports: readonly WireReport[]): void {
    this.reports = reports;
    const ids = new Set(reports.map((report) => report.id));
    if (Object.keys(this.index.content.cases).some((id) => !ids.has(id))) {
      this.index.change((content) => onlyCases(content, ids));
    }
    this.changed.tell();
  }

  /** The verified list of a team: fetched once while the inbox is unlocked, anew when asked. */
  team(id: string, anew = false): Promise<TeamList> {
    let list = this.#teams.get(id);
    if (!list || anew) {
      list = fetchTeamList(id, this.index);
      list.catch(() => this.#teams.delete(id));
      this.#teams.set(id, list);
    }
    return list;
  }
}
