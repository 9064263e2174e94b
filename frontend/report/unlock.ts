// The receipt as it is typed back: read forgivingly, tried, and what was understood differently is shown.

import { locatorOf, parseReceipt, type Candidate, type WordList } from "../sealing";
import { Refused, Unanswered } from "./api";
import { fetchMailbox, openMailbox, type Mailbox } from "./open-mailbox";
import { find, show, words } from "./page";
import { everyWordList } from "./receipt-view";

export class Unlock {
  private lists: WordList[] | null = null;
  private busy = false;

  constructor(private readonly onOpen: (mailbox: Mailbox, candidate: Candidate) => void) {
    find("open").addEventListener("click", () => void this.open());
    find("receipt-typed").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      void this.open();
    });
  }

  private get field(): HTMLTextAreaElement {
    return find<HTMLTextAreaElement>("receipt-typed");
  }

  private async open(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.fault("");
    try {
      await this.tryAll();
    } catch (error) {
      this.fault(error instanceof Refused && error.detail ? error.detail : words(error instanceof Unanswered ? "open_no_answer" : "open_failed"));
      if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
    } finally {
      this.busy = false;
      find("open-state").textContent = "";
    }
  }

  private async tryAll(): Promise<void> {
    find("open-state").textContent = words("open_looking");
    // A list that cannot be fetched does not stand in the way of digits.
    this.lists ??= await everyWordList().catch(() => null);
    const read = parseReceipt(this.field.value, this.lists ?? []);
    if (read.problem) return this.fault(words(`receipt_${read.problem}`, { words: read.unknown.join(", ") }));
    for (const candidate of read.candidates) {
      const view = await this.lookFor(candidate);
      if (!view) continue;
      find("open-state").textContent = words("open_opening");
      const mailbox = await openMailbox(candidate.number, view);
      this.field.value = "";
      return this.onOpen(mailbox, candidate);
    }
    this.fault(words("receipt_unknown"));
  }

  private async lookFor(candidate: Candidate) {
    try {
      return await fetchMailbox(locatorOf(candidate.number).bearer);
    } catch (error) {
      if (error instanceof Refused && error.code === "not_found") return null;
      throw error;
    }
  }

  private fault(text: string): void {
    const fault = find("receipt-fault");
    fault.textContent = text;
    show(fault, text !== "");
    this.field.setAttribute("aria-invalid", String(text !== ""));
    if (text) this.field.focus();
  }
}
