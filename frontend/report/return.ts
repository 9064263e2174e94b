// The return page before anything is opened. What seals and opens weighs ten times the rest of the page, so it is
// fetched when somebody begins to type a receipt, and held to its hash like every script that a page names.

import { find, setting, show, words } from "./page";
import { READY } from "./ready";

/** What she did before the script was there, to be done again once it is. Never what she typed: that stays in its field. */
type Wish = () => void;

class Arrival {
  private readonly over = new AbortController();
  private script: HTMLScriptElement | null = null;
  private wish: Wish | null = null;

  start(): void {
    const { signal } = this.over;
    find("unlock").addEventListener("submit", (event) => event.preventDefault());
    find("receipt-typed").addEventListener("input", () => this.fetch(), { signal });
    find("receipt-typed").addEventListener("keydown", (event) => this.enter(event), { signal });
    find("open").addEventListener("click", () => this.ask(() => find("open").click()), { signal });
    find("saved-file").addEventListener("change", () => this.ask(() => find("saved-file").dispatchEvent(new Event("change"))), { signal });
    document.addEventListener(READY, () => this.handOver(), { signal });
    document.addEventListener("upstander:wipe", () => this.over.abort(), { signal });
  }

  private enter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.ask(() => find("open").click());
  }

  private ask(wish: Wish): void {
    this.wish = wish;
    this.fault("");
    find("open-state").textContent = words("open_looking");
    this.fetch();
  }

  private fetch(): void {
    if (this.script) return;
    const integrity = setting("openingIntegrity");
    if (!integrity) throw new Error("The page does not say what its script must hash to");
    this.script = Object.assign(document.createElement("script"), { type: "module", integrity, src: setting("opening") });
    this.script.addEventListener("error", () => this.failed(), { signal: this.over.signal });
    document.head.append(this.script);
  }

  /** Not there, or not what was published: nothing of it ran. Whoever waits is told, and can try again. */
  private failed(): void {
    this.script?.remove();
    this.script = null;
    find("open-state").textContent = "";
    if (this.wish) this.fault(words("open_no_answer"));
    this.wish = null;
  }

  private fault(text: string): void {
    find("receipt-fault").textContent = text;
    show(find("receipt-fault"), text !== "");
  }

  private handOver(): void {
    this.over.abort();
    find("open-state").textContent = "";
    this.wish?.();
  }
}

show(find("journey"));
find("plain-start").remove();
new Arrival().start();
