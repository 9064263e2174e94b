/** The inbox: locked until she unlocks, and locked again by her, by time, or by leaving the page. */

import { announce } from "../staff/announce";
import { byId } from "../staff/dom";
import { watchProofs } from "../staff/step-up";
import { t } from "../staff/texts";
import { CaseView } from "./case-view";
import { page } from "./coded";
import type { Desk } from "./desk";
import { Drafts } from "./drafts";
import { watchIdle } from "./idle";
import { help, watchKeys } from "./keyboard";
import { List } from "./list";
import { Renewal } from "./renewal";
import { Unlocking } from "./unlocking";

/** Where list and report stand side by side (inbox.css). */
const WIDE = "(min-width: 64rem)";
const LOOK_AGAIN = 5 * 60_000;
const pristine = byId("desk").cloneNode(true) as HTMLElement;
const unlocking = new Unlocking((desk, noted) => new Unlocked(desk, noted));
let current: Unlocked | null = null;

class Unlocked {
  readonly #drafts: Drafts;
  readonly #list: List;
  readonly #ends = new AbortController();
  readonly #stopIdle: () => void;
  readonly #timer: number;

  constructor(private readonly desk: Desk, noted: string) {
    current = this;
    byId("desk").hidden = false;
    desk.take(desk.reports);
    this.#drafts = new Drafts(desk);
    this.#list = new List(desk);
    new CaseView(desk, this.#drafts);
    new Renewal(desk);
    this.#wire();
    this.#stopIdle = watchIdle(page.idle_minutes, () => void this.lock("locked_idle"));
    this.#timer = window.setInterval(() => void this.#look(), LOOK_AGAIN);
    this.#note(noted);
    this.#list.focusRow();
    announce(t("unlocked", { n: desk.reports.length }));
  }

  #wire(): void {
    const { signal } = this.#ends;
    const lock = () => void this.lock("locked");
    byId("lock").addEventListener("click", lock);
    byId("help").addEventListener("click", () => help(this.desk));
    byId("refresh").addEventListener("click", () => void this.#look(true));
    watchKeys(this.desk, { filter: () => this.#list.focusFilter(), lock, back: () => this.#back() }, signal);
    addEventListener("popstate", () => this.#closed(), { signal });
    addEventListener("pagehide", () => this.#gone(), { signal });
    this.desk.selectedChanged.on((id) => {
      // The address never names a report; the step in history only lets "Back" lead to the list.
      if (id && !history.state?.open) history.pushState({ open: true }, "");
    });
  }

  /** Where both are side by side, the report stays open and only the focus moves. */
  #back(): void {
    if (matchMedia(WIDE).matches) this.#list.focusRow();
    else if (history.state?.open) history.back();
    else this.#closed();
  }

  #closed(): void {
    this.desk.select(null);
    this.#list.focusRow();
  }

  async #look(asked = false): Promise<void> {
    try {
      const fresh = await this.desk.refresh();
      if (asked || fresh) announce(t(fresh ? "list_new" : "list_refreshed"));
      this.#note("");
    } catch {
      this.#note(t("list_failed"));
    }
  }

  #note(text: string): void {
    const place = byId("desk-note");
    place.textContent = text;
    place.hidden = !text;
  }

  /** Keep what is unsent (sealed), then forget everything. */
  async lock(why: "locked" | "locked_idle"): Promise<void> {
    if (current !== this) return;
    current = null;
    this.#stop();
    const kept = await this.#drafts.keep().then(() => true, () => false);
    this.#forget();
    await unlocking.begin(kept ? t(why, { n: page.idle_minutes }) : t("locked_unsaved"));
  }

  /** The page is left: there is no time to ask the server for anything. */
  #gone(): void {
    current = null;
    this.#stop();
    this.#forget();
  }

  #stop(): void {
    this.#ends.abort();
    this.#stopIdle();
    clearInterval(this.#timer);
    byId("desk").hidden = true;
  }

  #forget(): void {
    this.desk.keeper.close();
    this.desk.reports = [];
    for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
    byId("sheet").replaceChildren();
    byId("desk").replaceWith(pristine.cloneNode(true));
    if (history.state?.open) history.replaceState(null, "");
  }
}

watchProofs();
// A page that comes back from the browser's memory was locked when it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) void unlocking.begin(t("locked"));
});
void unlocking.begin();
