// An open conversation locks itself when nobody has touched the page for a while.

const MINUTES = 10;
const SIGNS = ["pointerdown", "keydown", "scroll", "input"] as const;

export class IdleLock {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly lock: () => void) {
    for (const sign of SIGNS) addEventListener(sign, () => this.timer !== undefined && this.begin(), { passive: true, capture: true });
  }

  begin(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.lock, MINUTES * 60_000);
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
