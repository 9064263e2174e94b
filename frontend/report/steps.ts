// One section at a time, in an order; back never loses anything because every section stays in the page.

import { all, find, show, within, words } from "./page";

const HERE = "step";

export class Steps {
  private readonly sections: HTMLElement[];
  private now = 0;
  private checked = false;
  /** Says why one may not go on from a step yet (and shows it), by answering false. */
  readonly guards = new Map<string, () => boolean>();
  /** Called when a step comes into view. */
  readonly arrivals = new Map<string, () => void>();
  /** Steps that are left out at present (a private record has no readers). */
  skipped: (name: string) => boolean = () => false;
  /** After sending there is no way back into the form. */
  closed = false;

  constructor(private readonly root: HTMLElement) {
    this.sections = all(root, "[data-step]");
    root.addEventListener("click", (event) => this.pressed(event));
    addEventListener("popstate", (event) => this.wentBack(event));
    history.replaceState({ [HERE]: 0 }, "");
    this.display(false);
  }

  get name(): string {
    return this.sections[this.now]!.dataset.step!;
  }

  go(name: string): void {
    const index = this.sections.findIndex((section) => section.dataset.step === name);
    if (index === this.now) return;
    // The address stays the same: the phone's back button works, and the history tells nothing.
    if (index > this.now) history.pushState({ [HERE]: index }, "");
    else history.replaceState({ [HERE]: index }, "");
    this.now = index;
    this.display();
  }

  next(): void {
    if (!(this.guards.get(this.name)?.() ?? true)) return;
    const next = this.sections.slice(this.now + 1).find((section) => !this.skipped(section.dataset.step!));
    if (next) this.go(next.dataset.step!);
  }

  back(): void {
    const before = this.sections.slice(0, this.now).reverse().find((section) => !this.skipped(section.dataset.step!));
    if (before && !this.closed) this.go(before.dataset.step!);
  }

  private pressed(event: Event): void {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-next], [data-back], [data-go]");
    if (!button) return;
    if (button.dataset.go) this.leaveFor(button.dataset.go);
    else if ("next" in button.dataset) this.goOn();
    else this.back();
  }

  /** Enter in a field presses the form's submit button, in whichever step it stands: it goes on from the step in view. */
  private goOn(): void {
    if (this.sections[this.now]!.querySelector("[data-next]")) this.next();
  }

  private leaveFor(name: string): void {
    if (name !== "check" || (this.guards.get(this.name)?.() ?? true)) this.go(name);
  }

  private wentBack(event: PopStateEvent): void {
    const index = (event.state as Record<string, number> | null)?.[HERE];
    if (index === undefined || this.closed) {
      history.pushState({ [HERE]: this.now }, "");
      return;
    }
    this.now = this.skipped(this.sections[index]!.dataset.step!) ? index - 1 : index;
    this.display();
  }

  private display(move = true): void {
    this.sections.forEach((section, index) => show(section, index === this.now));
    if (this.name === "check") this.checked = true;
    for (const button of all(this.root, "[data-go='check'][data-return]")) {
      show(button, this.checked && this.name !== "check");
    }
    this.tellProgress();
    this.arrivals.get(this.name)?.();
    if (move) this.focusHeading();
  }

  private tellProgress(): void {
    const walked = this.sections.filter((section) => !this.skipped(section.dataset.step!));
    const at = walked.indexOf(this.sections[this.now]!) + 1;
    find("progress").textContent = words("progress", { step: at, steps: walked.length });
    all(find("progress-marks"), "li").forEach((mark, index) => {
      mark.className = index + 1 < at ? "done" : index + 1 === at ? "now" : "";
      show(mark, index < walked.length);
    });
    document.body.classList.toggle("is-under-way", this.now > 0);
  }

  /** The heading takes the focus, so that a screen reader begins to read there. */
  private focusHeading(): void {
    within(this.sections[this.now]!, "h2").focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "start" });
  }
}
