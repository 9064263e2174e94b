// Coming back with the receipt: everything lives in this page's memory and goes when it is locked or left.
// `return.ts` fetches this file when it is needed.

import { newId, reportRecord, SealingError, type Candidate, type Line } from "../sealing";
import { facets, followFacets, letGoOfRadios, setFacets } from "./answers";
import { call, Refused, Unanswered } from "./api";
import { displayConversation } from "./conversation-view";
import { shutOut } from "./exclusion";
import { FileChoice } from "./files";
import { IdleLock } from "./idle";
import { Guard } from "./leaving";
import { append, sealingWorker, type Place } from "./mailbox";
import { fetchMailbox, openWith, type Mailbox, type MailboxView } from "./open-mailbox";
import { OrganisationChoice } from "./organisation";
import { all, copyOf, dayAndTime, find, show, size, wipe, within, words } from "./page";
import { READY } from "./ready";
import { SavedSubmission } from "./saved-submission";
import { takePin, TeamChoice } from "./team";
import { Unlock } from "./unlock";
import { Uploads } from "./uploads";

class Return {
  private mailbox: Mailbox | null = null;
  private worker = sealingWorker();
  private readonly guard = new Guard(() => find<HTMLTextAreaElement>("message").value.trim() !== "");
  private readonly idle = new IdleLock(() => this.lock());
  private readonly files = new FileChoice();
  private readonly team = new TeamChoice(takePin(), () => show(find("who-fault"), false));
  private uploads: Uploads | null = null;
  /** Of the message being written: kept while it is sent again after a lost answer. */
  private pending: { text: string; id: string } | null = null;

  start(): void {
    new OrganisationChoice((code) => void this.team.offer(code), () => this.team.clear());
    new Unlock((mailbox, candidate) => this.opened(mailbox, candidate));
    new SavedSubmission();
    this.guard.onWipe(() => this.forget());
    addEventListener("pagehide", () => this.forget());
    const on = (id: string, act: () => Promise<void> | void) =>
      find(id).addEventListener("click", () => void this.tell(id, act));
    on("lock", () => this.lock());
    on("look-again", () => this.refresh());
    on("write-send", () => this.write());
    on("files-send", () => this.sendFiles());
    on("facets-save", () => this.saveFacets());
    on("report-it", () => this.reportIt());
    on("withdraw", () => this.withdraw());
    followFacets(find("more-answers"));
    letGoOfRadios(find("more-answers"));
  }

  private get open(): Mailbox {
    if (!this.mailbox) throw new Error("locked");
    return this.mailbox;
  }

  private get place(): Place {
    if (!this.open.place) throw new SealingError("epoch_not_signed", "the newest key was not signed");
    return this.open.place;
  }

  private get bearer(): string {
    return this.open.keys.locator.bearer;
  }

  // --- opening and locking ------------------------------------------------------------------------------

  private opened(mailbox: Mailbox, { corrections }: Candidate): void {
    this.mailbox = mailbox;
    this.idle.begin();
    show(find("unlock"), false);
    show(find("mailbox"));
    show(find("locked"), false);
    document.body.classList.add("is-under-way");
    show(find("corrections"), corrections.length > 0);
    find("corrections-list").textContent = corrections.map(({ typed, read }) => words("corrected", { typed, read })).join(" · ");
    this.display();
    find("mailbox-title").focus();
  }

  private lock(): void {
    this.forget();
    show(find("mailbox"), false);
    show(find("unlock"));
    show(find("locked"));
    document.body.classList.remove("is-under-way");
    find("locked").focus();
  }

  private forget(): void {
    this.idle.end();
    this.mailbox = null;
    this.pending = null;
    this.uploads?.stop();
    this.worker.cancel();
    this.files.clear();
    this.team.clear();
    wipe(document);
    for (const id of ["lines", "corrections-list", "state-words", "reader-list", "unfinished-list", "upload-list"]) find(id).replaceChildren();
    all(find("mailbox"), "[data-result]").forEach((result) => (result.textContent = ""));
  }

  private async refresh(): Promise<void> {
    const { keys, conversation } = this.open;
    this.mailbox = await openWith(keys, await fetchMailbox(keys.locator.bearer), conversation);
    this.display();
  }

  // --- showing ------------------------------------------------------------------------------------------

  private display(): void {
    const { view, manifestRefused } = this.open;
    const { report } = view;
    find("state-words").textContent = words(`state_${report.want === "record" ? "record" : report.state}`, {
      organisation: report.entity_name ?? "", number: report.number, time: dayAndTime(new Date(report.received)),
    });
    show(find("manifest-refused"), manifestRefused);
    show(find("key-refused"), this.open.place === null);
    displayConversation(this.open, { takeBack: (line) => void this.tell("write-send", () => this.takeBack(line)), worker: this.worker });
    setFacets(report.facets, find("more-answers"));
    find("more-answers").dispatchEvent(new Event("change"));
    show(find("turn"), report.want === "record");
    show(find("answering"), report.want !== "record");
    show(find("withdrawing"), report.want !== "record" && report.state !== "withdrawn");
    show(find("reading"), view.readers.length > 0);
    find("reader-list").replaceChildren(...view.readers.map((reader) => this.readerRow(reader)));
    this.displayUnfinished(view);
  }

  private readerRow(reader: MailboxView["readers"][number]): HTMLElement {
    const row = copyOf("reader-line");
    const last = this.open.view.readers.filter((other) => !other.excluded).length <= 1;
    within(row, "strong").textContent = reader.name;
    within(row, ".hint").textContent = reader.role;
    show(within(row, "[data-shut-out]"), reader.excluded);
    const button = within<HTMLButtonElement>(row, "button");
    within(button, ".hide").textContent = reader.name;
    show(button, !reader.excluded && !last && !this.open.manifestRefused);
    button.addEventListener("click", () => void this.tell("reading", () => this.exclude(reader.principal, button)));
    return row;
  }

  private displayUnfinished({ unfinished_files: files }: MailboxView): void {
    show(find("unfinished"), files.length > 0);
    find("unfinished-list").replaceChildren(...files.map((file) => {
      const row = copyOf("unfinished-row");
      within(row, "[data-size]").textContent = size(file.size);
      within(row, "button").addEventListener("click", () => void this.tell("files-send", async () => {
        await call(`mailbox/files/${file.id}`, { method: "DELETE", bearer: this.bearer });
        await this.refresh();
      }));
      return row;
    }));
  }

  // --- doing --------------------------------------------------------------------------------------------

  /** Runs an act and says beside its button how it went. */
  private async tell(id: string, act: () => Promise<void> | void): Promise<void> {
    const result = document.querySelector<HTMLElement>(`[data-result="${id}"]`);
    if (result) result.textContent = "";
    try {
      await act();
    } catch (error) {
      if (!result) throw error;
      result.textContent = faultWords(error);
      if (!(error instanceof Refused || error instanceof Unanswered || isKeyRefused(error))) throw error;
    }
  }

  private say(id: string, key: string): void {
    const result = document.querySelector<HTMLElement>(`[data-result="${id}"]`);
    if (result) result.textContent = words(key);
  }

  private async write(): Promise<void> {
    const field = find<HTMLTextAreaElement>("message");
    const text = field.value.trim();
    if (!text) return field.focus();
    if (this.pending?.text !== text) this.pending = { text, id: newId() };
    this.say("write-send", "state_sending");
    await this.append(text, this.pending.id);
    this.pending = null;
    field.value = "";
    await this.refresh();
    this.say("write-send", "message_arrived");
  }

  /** A handler may have begun a new epoch meanwhile: then it is sealed again, to the new one. */
  private async append(text: string, id: string): Promise<void> {
    const content = { type: "message", body: { text } } as const;
    try {
      await append(this.place, content, id);
    } catch (error) {
      if (!(error instanceof Refused && error.code === "epoch_over")) throw error;
      await this.refresh();
      await append(this.place, content, id);
    }
  }

  private async takeBack(line: Line): Promise<void> {
    await call(`mailbox/items/${line.stored.id}`, { method: "DELETE", bearer: this.bearer });
    await this.refresh();
    this.say("write-send", "taken_back");
  }

  private async sendFiles(): Promise<void> {
    const files = this.files.chosen;
    if (!files.length || this.guard.uploading) return;
    const { place } = this;
    this.guard.uploading = true;
    this.uploads = new Uploads(place, find("upload-list"));
    this.files.clear();
    await this.uploads.send(files);
    this.guard.uploading = false;
    if (this.mailbox) await this.refresh();
  }

  private async saveFacets(): Promise<void> {
    const { named, ...others } = this.open.view.report.facets;
    const station = others.station ? { station: others.station } : {};
    const answered = { ...station, ...facets(find("more-answers")), ...(named ? { named } : {}) };
    await call("mailbox/facets", { method: "PUT", bearer: this.bearer, json: { facets: answered } });
    await this.refresh();
    this.say("facets-save", "answers_kept");
  }

  private async reportIt(): Promise<void> {
    if (!this.team.ready) return this.say("report-it", "who_missing");
    this.say("report-it", "state_sealing");
    const { place } = this;
    const { conversation } = this.open;
    const want = document.querySelector<HTMLInputElement>('input[name="turn-want"]:checked')?.value as "report" | "informal";
    const json = await reportRecord({
      compartment: place.compartment, epoch: place.epoch, identity: conversation.identities.get(place.epoch)!,
      manifest: this.team.manifest!, excluded: this.team.excluded, want, unit: this.team.unit?.id ?? null,
    });
    await this.sendAnswersOf();
    await call("mailbox/report", { method: "POST", bearer: this.bearer, json });
    await this.refresh();
    find("mailbox-title").focus();
  }

  /** The answers of a record were sealed with it; a report's are counted, so they go with it now. */
  private async sendAnswersOf(): Promise<void> {
    const first = this.open.conversation.lines.find((line) => line.opened?.type === "report")?.opened;
    const answers = first?.type === "report" ? first.body.answers : undefined;
    if (answers) await call("mailbox/facets", { method: "PUT", bearer: this.bearer, json: { facets: answers } });
  }

  private async exclude(principal: string, button: HTMLButtonElement): Promise<void> {
    if (!button.dataset.asked) {
      button.dataset.asked = "1";
      within(button, "span").textContent = words("exclude_sure");
      return;
    }
    await shutOut(this.open, principal);
    await this.refresh();
    this.say("reading", "excluded_done");
  }

  private async withdraw(): Promise<void> {
    const erase = find<HTMLInputElement>("erase-unopened").checked;
    await call("mailbox/withdraw", { method: "POST", bearer: this.bearer, json: { erase_unopened: erase } });
    await this.refresh();
    find("mailbox-title").focus();
  }
}

const isKeyRefused = (error: unknown): boolean => error instanceof SealingError && error.code === "epoch_not_signed";

function faultWords(error: unknown): string {
  if (isKeyRefused(error)) return words("key_refused");
  if (error instanceof Unanswered) return words("act_no_answer");
  return (error instanceof Refused && error.detail) || words("refused_unknown");
}

new Return().start();
document.dispatchEvent(new Event(READY));
