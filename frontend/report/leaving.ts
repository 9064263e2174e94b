// When leaving loses something, the browser asks once; quick exit never asks.

const WIPE = "upstander:wipe";

export class Guard {
  /** A report is on its way and the server has not answered. */
  sending = false;
  /** The receipt was not confirmed yet; asked about once. */
  receiptPending = false;
  uploading = false;
  private released = false;

  constructor() {
    addEventListener("beforeunload", (event) => this.ask(event));
  }

  /** Quick exit and leaving on purpose: drop everything, ask nothing. */
  onWipe(forget: () => void): void {
    document.addEventListener(WIPE, () => {
      this.release();
      forget();
    });
  }

  release(): void {
    this.released = true;
  }

  private ask(event: BeforeUnloadEvent): void {
    if (this.released || !(this.sending || this.receiptPending || this.uploading)) return;
    event.preventDefault();
    this.receiptPending = false;
  }
}
