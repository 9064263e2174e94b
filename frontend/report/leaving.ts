// When leaving loses something, the browser asks once; quick exit never asks.

const WIPE = "upstander:wipe";

export class Guard {
  /** A report is on its way and the server has not answered. */
  sending = false;
  /** The receipt was not confirmed yet; asked about once. */
  receiptPending = false;
  uploading = false;
  private released = false;
  private byLink = false;

  /** `hasWords`: whether something is written that no server has yet. Closing the tab in a hurry is never held up;
   * a link that was pressed by mistake is. */
  constructor(private readonly hasWords: () => boolean = () => false) {
    addEventListener("beforeunload", (event) => this.ask(event));
    document.addEventListener("click", (event) => this.follow(event), { capture: true });
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

  private follow(event: Event): void {
    this.byLink = (event.target as HTMLElement).closest("a[href]:not(#leave)") !== null;
    setTimeout(() => (this.byLink = false), 1_000);
  }

  private ask(event: BeforeUnloadEvent): void {
    const loses = this.sending || this.receiptPending || this.uploading || (this.byLink && this.hasWords());
    if (this.released || !loses) return;
    event.preventDefault();
    this.receiptPending = false;
    this.byLink = false;
  }
}
