// The report page: eight steps in one page; sealed here, sent once, acknowledged only by the server.

import {
  buildSubmission, generateReceipt, openReceipt, type ReceiptKeys, type Submission, type WordList,
} from "../sealing";
import { answers, followFacets, isEmpty, isNamed, letGoOfRadios, want } from "./answers";
import { Refused } from "./api";
import { draftIsKept, eraseDraft, offerDrafts } from "./draft";
import { FileChoice } from "./files";
import { Guard } from "./leaving";
import { OrganisationChoice } from "./organisation";
import { all, clock, find, language, setting, show, wipe, words } from "./page";
import { fillWords, ownWordList, ReceiptView } from "./receipt-view";
import { Outbox, type Received } from "./sending";
import { SendingView } from "./sending-view";
import { Steps } from "./steps";
import { lockSummary, summarise } from "./summary";
import { takePin, TeamChoice, teams } from "./team";
import { Uploads } from "./uploads";

/** The people who receive reports are not those she saw: she is shown who they are now. */
const LIST_CHANGED = new Set(["manifest_changed", "manifest_outdated", "no_manifest", "team_unknown", "not_a_recipient", "grant_missing"]);

class Journey {
  private readonly steps = new Steps(find("journey"));
  private readonly pin = takePin();
  private readonly team = new TeamChoice(this.pin, () => show(find("who-fault"), false));
  private readonly organisation = new OrganisationChoice(
    (code) => void this.team.offer(code),
    () => this.team.clear(),
  );
  private readonly files = new FileChoice();
  private readonly view = new SendingView();
  private readonly guard = new Guard(() => !this.done && find<HTMLTextAreaElement>("text").value.trim() !== "");
  private readonly receiptView = new ReceiptView(() => this.kept());
  private receipt: Promise<{ number: bigint; keys: ReceiptKeys }> | null = null;
  private wordList: WordList | null = null;
  private sealed: Submission | null = null;
  private outbox: Outbox | null = null;
  private uploads: Uploads | null = null;
  private done = false;

  start(): void {
    this.steps.skipped = (name) => name === "who" && want() === "record";
    this.steps.guards.set("who", () => this.whoIsChosen());
    this.steps.arrivals.set("check", () => this.summarise());
    const form = find("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("click", (event) => this.keepAsRecord(event));
    form.addEventListener("change", () => show(find("named-fields"), isNamed()));
    show(find("named-fields"), isNamed());
    find("send").addEventListener("click", () => void this.send());
    find("send-again").addEventListener("click", () => this.outbox?.hurry());
    find("show-early").addEventListener("click", () => this.showEarly());
    find("save-sealed").addEventListener("click", () => this.sealed && this.view.save(this.sealed.body));
    find("finish").addEventListener("click", () => this.finish());
    this.guard.onWipe(() => this.forget());
    followFacets(form);
    letGoOfRadios(form);
    offerDrafts(() => this.steps.go("what"));
    void this.followPin();
  }

  /** A poster's code names the team, an organisation's page itself: it is chosen already when she comes to that step. */
  private async followPin(): Promise<void> {
    if (!this.pin.team) return this.pin.organisation ? this.organisation.preselect(this.pin.organisation) : undefined;
    const wanted = (await teams().catch(() => [])).find((team) => team.team === this.pin.team);
    if (wanted) this.organisation.preselect(wanted.entity);
  }

  private whoIsChosen(): boolean {
    if (this.team.ready || want() === "record") return true;
    const fault = find("who-fault");
    fault.textContent = words("who_missing");
    show(fault);
    fault.scrollIntoView({ block: "center" });
    return false;
  }

  private keepAsRecord(event: Event): void {
    if (!(event.target as HTMLElement).closest("[data-keep-record]")) return;
    document.querySelector<HTMLInputElement>('input[name="want"][value="record"]')!.checked = true;
    this.steps.next();
  }

  // --- check and send -----------------------------------------------------------------------------------

  private summarise(): void {
    const given = answers();
    const to = given.want === "record" ? null : {
      organisation: find("organisation-name").textContent!,
      unit: this.team.unit?.name ?? null,
      readers: this.team.readers,
    };
    summarise(given, to, this.files.chosen);
    const missing = isEmpty(given);
    show(find("nothing-yet"), missing);
    find<HTMLButtonElement>("send").disabled = missing || (to !== null && !this.team.ready);
    find("send-words").textContent = words(given.want === "record" ? "seal_and_keep" : "seal_and_send");
    void this.prepare();
  }

  /** The slow derivation and the word list are ready by the time she has read through what she wrote. */
  private async prepare(): Promise<void> {
    this.receipt ??= (async () => {
      const number = generateReceipt();
      return { number, keys: await openReceipt(number) };
    })();
    this.wordList ??= await ownWordList().catch(() => null);
  }

  private async send(): Promise<void> {
    if (this.outbox || this.sealed) return; // a second press of the button is the same press
    this.lock(true);
    try {
      this.view.sealing();
      this.sealed = await this.seal();
      this.outbox = new Outbox(this.sealed.body, (progress) => this.view.show(progress));
      this.arrived(await this.outbox.send());
    } catch (error) {
      this.refused(error);
    } finally {
      this.outbox?.stop();
      this.outbox = null;
    }
  }

  private async seal(): Promise<Submission> {
    const given = answers();
    const reported = given.want !== "record";
    await this.prepare();
    return buildSubmission({
      want: given.want,
      manifest: reported ? this.team.manifest : null,
      excluded: reported ? this.team.excluded : [],
      unit: reported ? this.team.unit?.id ?? null : null,
      body: {
        text: given.text,
        ...(given.name ? { name: given.name } : {}),
        ...(given.contact ? { contact: given.contact } : {}),
        ...(given.safeContact ? { safe_contact: given.safeContact } : {}),
        answers: given.facets,
      },
      facets: reported ? given.facets : {}, // a record's answers are for her alone too, until she reports it
      language: language(),
      receipt: await this.receipt!,
    });
  }

  private lock(locked: boolean): void {
    this.guard.sending = locked;
    this.steps.closed = locked;
    find("send").setAttribute("aria-disabled", String(locked));
    lockSummary(locked);
  }

  /** The server will not take it as it is: nothing was stored, so she may change it and send anew. */
  private refused(error: unknown): void {
    this.sealed = null;
    this.lock(false);
    const code = error instanceof Refused ? error.code : "";
    this.view.refused(error instanceof Refused ? error.detail : "");
    if (LIST_CHANGED.has(code)) {
      void this.team.renew();
      this.steps.go("who");
    }
    if (!(error instanceof Refused)) throw error;
  }

  private showEarly(): void {
    void this.receipt?.then(({ number }) => fillWords(find("early-words"), number, this.wordList));
    show(find("early-words"));
    find<HTMLButtonElement>("save-sealed").disabled = false;
  }

  // --- afterwards ---------------------------------------------------------------------------------------

  private arrived({ received }: Received): void {
    const { receipt, body, keys, identity } = this.sealed!;
    eraseDraft();
    this.done = true;
    this.guard.sending = false;
    this.guard.receiptPending = true;
    find("arrived").textContent = words(want() === "record" ? "record_arrived" : "report_arrived", { time: clock(new Date(received)) });
    all(document, "[data-after]").forEach((text) => show(text, (text.dataset.after === "record") === (want() === "record")));
    this.receiptView.hold(receipt, this.wordList);
    this.upload({ compartment: body.compartment.id, recipient: body.compartment.recipient, keys, identity });
    show(find("draft"), false);
    this.steps.closed = true;
    this.steps.go("receipt");
  }

  private upload(to: { compartment: string; recipient: string; keys: ReceiptKeys; identity: string }): void {
    const files = this.files.chosen;
    show(find("uploads"), files.length > 0);
    if (!files.length) return;
    this.uploads = new Uploads({ ...to, epoch: 1, next: 2 }, find("upload-list"));
    this.guard.uploading = true;
    void this.uploads.send(files).then((all) => {
      this.guard.uploading = false;
      if (this.sealed) find("uploads-hint").textContent = words(all ? "files_all_arrived" : "files_some_left_out");
    });
  }

  private kept(): void {
    this.guard.receiptPending = false;
    show(find("afterwards"));
    find("afterwards").focus();
  }

  private finish(): void {
    if (this.guard.uploading && !confirmTwice(find("finish"))) return;
    this.guard.release();
    this.forget();
    location.replace(setting("home"));
  }

  private forget(): void {
    this.outbox?.stop();
    this.uploads?.stop();
    this.receiptView.forget();
    this.files.clear();
    this.team.clear();
    this.receipt = null;
    this.sealed = null;
    eraseDraft();
    wipe(document);
    for (const id of ["summary-sealed", "summary-counted", "sealed-for"]) find(id).replaceChildren();
  }
}

/** Files are still on their way: the first press says so, the second leaves. */
function confirmTwice(button: HTMLElement): boolean {
  if (button.dataset.asked) return true;
  button.dataset.asked = "1";
  button.textContent = words("finish_anyway");
  return false;
}

show(find("journey"));
find("plain-start").remove();
if (draftIsKept()) find("draft-found").scrollIntoView();
new Journey().start();
