// The page that works without a network: she writes, it seals, she keeps a file and a receipt. It has nowhere to send.

import { hasWordList, readWordList, SealingError, type Submission, type WordList } from "../sealing";
import { facets, want } from "../report/answers";
import { Guard } from "../report/leaving";
import { find, language, show, wipe, words } from "../report/page";
import { ReceiptView } from "../report/receipt-view";
import { saveSealed } from "../report/sending-view";
import { sealForLater } from "./later";
import { Readers } from "./readers";

class OfflinePage {
  private readonly readers = new Readers();
  private readonly guard = new Guard();
  private readonly receipt = new ReceiptView(() => this.kept());
  private sealed: Submission | null = null;
  private sealing = false;

  start(): void {
    const form = find("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("keydown", (event) => onlyByTheButton(event));
    form.addEventListener("change", () => this.follow());
    find("seal").addEventListener("click", () => void this.seal());
    find("save-again").addEventListener("click", () => this.sealed && saveSealed(this.sealed.body));
    for (const id of ["clear", "leave"]) find(id).addEventListener("click", () => this.clear());
    show(find("journey"));
    this.follow();
  }

  /** A private record is for nobody else: nobody is to be chosen. */
  private follow(): void {
    show(find("who"), want() !== "record");
  }

  private async seal(): Promise<void> {
    const fault = this.missing();
    this.say(fault ?? "being_sealed");
    if (fault || this.sealing) return;
    this.sealing = true;
    try {
      this.sealed = await sealForLater(this.draft(), this.readers.envelope);
      this.saved(this.sealed);
    } catch (error) {
      if (!(error instanceof SealingError)) throw error;
      this.readers.refuse(error);
      this.say("not_sealed");
    } finally {
      this.sealing = false;
    }
  }

  private missing(): string | null {
    if (!this.text) return "nothing_written";
    return want() === "record" || this.readers.ready ? null : "nobody_chosen";
  }

  private get text(): string {
    return find<HTMLTextAreaElement>("text").value.trim();
  }

  private draft() {
    const answers = facets();
    const body = { text: this.text, answers };
    return { want: want(), body, facets: answers, excluded: this.readers.excluded, language: language() };
  }

  /** From here on her words are in the sealed file alone. */
  private saved({ body, receipt }: Submission): void {
    saveSealed(body);
    this.guard.receiptPending = true;
    this.receipt.hold(receipt, ownWordList());
    find<HTMLTextAreaElement>("text").value = "";
    show(find("form"), false);
    show(find("sealed"));
    find("title-sealed").focus();
  }

  private kept(): void {
    this.guard.receiptPending = false;
    show(find("afterwards"));
    find("afterwards").focus();
  }

  private clear(): void {
    this.guard.release();
    this.receipt.forget();
    this.sealed = null;
    wipe(document);
    location.replace("about:blank");
  }

  private say(key: string): void {
    find("seal-state").textContent = words(key);
  }
}

function ownWordList(): WordList | null {
  const own = language().slice(0, 2);
  return hasWordList(own) ? readWordList(find("word-list").textContent!, own) : null;
}

/** Enter in a field would press the form's button: nothing is sealed before she means it. */
function onlyByTheButton(event: KeyboardEvent): void {
  const field = event.target as HTMLElement;
  if (event.key === "Enter" && field instanceof HTMLInputElement) event.preventDefault();
}

new OfflinePage().start();
