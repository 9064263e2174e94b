// The people who could read it: fetched, checked to be signed by the organisation, shown by name and role.

import { readFingerprint, SealingError, tabMemory, verifyManifest, type Envelope, type Manifest, type ManifestChecks } from "../sealing";
import { call, Refused, Unanswered } from "./api";
import { all, copyOf, day, find, hasWords, show, within, words } from "./page";

export interface TeamEntry {
  team: string;
  entity: string;
  entity_name: string;
  team_name: string;
  version: number;
  fingerprint: string;
}

interface UnitEntry {
  id: string;
  name: string;
}

/** What a poster's link or code asked for (`#k=<fingerprint>&t=<team>`), or an organisation's page (`#o=<code>`). */
export interface Pin {
  fingerprint: string | null;
  team: string | null;
  organisation: string | null;
}

/** Reads the pin and takes it out of the address bar, so that no history keeps it. */
export function takePin(): Pin {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  return { fingerprint: fragment.get("k"), team: fragment.get("t"), organisation: fragment.get("o") };
}

let known: TeamEntry[] | null = null;

/** All teams that receive reports here. The whole list, so that asking says nothing about whom she looks at. */
export async function teams(): Promise<TeamEntry[]> {
  known ??= await call<TeamEntry[]>("teams");
  return known;
}

/** The tab's memory of versions seen (ADR 0008); none where the browser refuses storage. */
function rollbackMemory(): ManifestChecks {
  try {
    return { memory: tabMemory(sessionStorage) };
  } catch {
    return {};
  }
}

export class TeamChoice {
  manifest: Manifest | null = null;
  private entity = "";
  private ticket = 0;

  constructor(private readonly pin: Pin, private readonly onChange: () => void) {
    find("readers").addEventListener("change", () => this.follow());
    find("team-list").addEventListener("change", () => void this.load(this.chosenTeam()));
    find("team-again").addEventListener("click", () => void this.offer(this.entity));
  }

  get excluded(): string[] {
    return this.boxes().filter((box) => !box.checked).map((box) => box.value);
  }

  get readers(): string[] {
    return this.boxes().filter((box) => box.checked).map((box) => within(box.closest("label")!, "strong").textContent!);
  }

  get unit(): { id: string; name: string } | null {
    const chosen = find<HTMLSelectElement>("unit").selectedOptions[0];
    return chosen?.value ? { id: chosen.value, name: chosen.textContent! } : null;
  }

  /** Whether something can be sealed for somebody. */
  get ready(): boolean {
    return this.manifest !== null && this.boxes().some((box) => box.checked);
  }

  clear(): void {
    this.ticket++;
    this.manifest = null;
    this.entity = "";
    for (const id of ["team", "team-choice", "not-receiving", "team-problem", "team-loading"]) show(find(id), false);
  }

  /** An organisation was chosen: find its teams. */
  async offer(entity: string): Promise<void> {
    this.clear();
    this.entity = entity;
    const ticket = this.ticket;
    show(find("team-loading"));
    try {
      const own = (await teams()).filter((team) => team.entity === entity);
      if (ticket === this.ticket) await this.choose(own);
    } catch (error) {
      if (ticket === this.ticket) this.problem(error);
    }
  }

  /** Fetches and checks the list again, after the server said that it has changed. */
  async renew(): Promise<void> {
    const excluded = new Set(this.excluded);
    known = null;
    await this.load(this.manifest?.team ?? this.chosenTeam());
    for (const box of this.boxes()) box.checked = !excluded.has(box.value);
    this.follow();
  }

  private async choose(own: TeamEntry[]): Promise<void> {
    show(find("team-loading"), false);
    show(find("not-receiving"), own.length === 0);
    show(find("team-choice"), own.length > 1);
    const wanted = own.find((team) => team.team === this.pin.team) ?? (own.length === 1 ? own[0] : undefined);
    find("team-list").replaceChildren(...own.map((team) => teamRow(team, team === wanted)));
    if (wanted) await this.load(wanted.team);
    this.onChange();
  }

  private chosenTeam(): string {
    return document.querySelector<HTMLInputElement>("input[name=team]:checked")?.value ?? "";
  }

  private async load(team: string): Promise<void> {
    const ticket = ++this.ticket;
    this.manifest = null;
    show(find("team"), false);
    show(find("team-problem"), false);
    show(find("team-loading"));
    try {
      const envelope = await call<Envelope>(`teams/${team}/manifest`);
      const manifest = await verifyManifest(envelope, { pinned: this.pinFor(team), team, ...rollbackMemory() });
      if (this.entity && manifest.entity !== this.entity) throw new SealingError("wrong_team", "another organisation's manifest");
      await this.checkBesidePin(manifest);
      if (ticket === this.ticket) this.display(manifest);
    } catch (error) {
      if (ticket === this.ticket) this.problem(error);
    }
    this.onChange();
  }

  /** A poster pins the organisation's root; another organisation chosen afterwards has its own. */
  private pinFor(team: string): string | null {
    return !this.pin.team || this.pin.team === team ? this.pin.fingerprint : null;
  }

  /**
   * The server's list says which team is whose; it must not lead her from the poster's team to one of its own making.
   * What the pinned root signed tells which organisation the poster is of: all its teams must carry that root.
   */
  private async checkBesidePin({ team, entity, fingerprint }: Manifest): Promise<void> {
    const { fingerprint: pinned, team: named } = this.pin;
    if (!pinned || !named || named === team || readFingerprint(pinned) === readFingerprint(fingerprint)) return;
    const envelope = await call<Envelope>(`teams/${named}/manifest`).catch((error: unknown) => {
      if (error instanceof Unanswered) throw error;
      return null;
    });
    const poster = envelope && (await verifyManifest(envelope, { pinned, team: named }).catch(() => null));
    if (!poster || poster.entity === entity) throw new SealingError("manifest_not_pinned", "not of the poster's root");
  }

  private display(manifest: Manifest): void {
    this.manifest = manifest;
    show(find("team-loading"), false);
    find("readers").replaceChildren(...manifest.handlers.map(readerRow));
    find("fingerprint").textContent = manifest.fingerprint;
    show(find("pinned"), this.pinFor(manifest.team) !== null);
    find("expires").textContent = day(new Date(manifest.expires));
    this.offerUnits();
    show(find("team"));
    this.follow();
  }

  private offerUnits(): void {
    const units = (JSON.parse(find("units").textContent!) as Record<string, UnitEntry[]>)[this.entity] ?? [];
    const select = find<HTMLSelectElement>("unit");
    select.replaceChildren(select.options[0]!, ...units.map((unit) => new Option(unit.name, unit.id)));
    show(find("unit-field"), units.length > 0);
  }

  private boxes(): HTMLInputElement[] {
    return all<HTMLInputElement>(find("readers"), "input");
  }

  private follow(): void {
    show(find("nobody-left"), this.manifest !== null && !this.ready);
    this.onChange();
  }

  private problem(error: unknown): void {
    show(find("team-loading"), false);
    find("team-problem-words").textContent = problemWords(error);
    show(find("team-problem"));
  }
}

function problemWords(error: unknown): string {
  if (error instanceof Unanswered) return words("team_unanswered");
  if (error instanceof Refused) return error.detail || words("team_unanswered");
  const key = error instanceof SealingError ? `team_${error.code}` : "";
  return words(key && hasWords(key) ? key : "team_not_genuine");
}

function teamRow(team: TeamEntry, checked: boolean): HTMLElement {
  const row = copyOf("team-row");
  const input = within<HTMLInputElement>(row, "input");
  input.value = team.team;
  input.checked = checked;
  within(row, "strong").textContent = team.team_name;
  return row;
}

function readerRow(handler: Manifest["handlers"][number]): HTMLElement {
  const row = copyOf("reader-row");
  within<HTMLInputElement>(row, "input").value = handler.id;
  within(row, "strong").textContent = handler.name;
  within(row, ".hint").textContent = handler.role;
  return row;
}
