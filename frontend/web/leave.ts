/**
 * Quick exit, after the GOV.UK pattern "Exit this page": one press, or Shift three times, and the page is gone.
 *
 * What is added to the pattern: drafts are wiped, the entry in the history is replaced, other open tabs of this site
 * leave too, and Back never shows a page of ours again. Shift is the key because screen readers and dialogs use Escape.
 */

import { cover, wipe } from "./wipe";

const PRESSES = 3;
const PATIENCE = 5_000;
const MARK = "upstander:left";
const CHANNEL = "upstander";

type Button = HTMLAnchorElement;

const theButton = (): Button | null => document.querySelector<Button>("a#leave");

function withButton(act: (button: Button) => void): void {
  const button = theButton();
  if (button) act(button);
}

/** Whether this page was reached by Back or Forward, not by a new visit. */
function cameBack(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "back_forward";
}

/** The tab's own memory of having left; it ends with the tab and says nothing about what was there. */
function mark(store: Storage): void {
  store.clear();
  store.setItem(MARK, "1");
}

function storage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null; // refused by the browser's settings: leaving works without
  }
}

function go(button: Button): void {
  cover(button.dataset["leaving"] ?? "");
  wipe();
  const store = storage();
  if (store) mark(store);
  window.location.replace(button.href);
}

/** Leave here, and in every other tab of this site. */
function leaveEverywhere(button: Button, channel: BroadcastChannel | null): void {
  channel?.postMessage("leave");
  go(button);
}

/** Counts presses of Shift alone; any other key, a click or five seconds start the count anew. */
class Presses {
  private count = 0;
  private timer: number | undefined;

  constructor(private readonly leave: () => void) {}

  readonly key = (event: KeyboardEvent): void => {
    if (event.key !== "Shift") return this.reset();
    if (event.repeat || event.isComposing) return;
    this.count += 1;
    window.clearTimeout(this.timer);
    if (this.count >= PRESSES) return this.leave();
    say(this.count === 1 ? "armed-3" : "armed-2");
    this.timer = window.setTimeout(this.late, PATIENCE);
  };

  readonly reset = (): void => {
    window.clearTimeout(this.timer);
    this.count = 0;
  };

  private readonly late = (): void => {
    this.count = 0;
    say("late");
  };
}

/** Told to screen readers, in the words that the button carries. */
function say(which: string): void {
  const place = document.getElementById("leave-said");
  if (place) place.textContent = theButton()?.getAttribute(`data-${which}`) ?? "";
}

function channelOf(): BroadcastChannel | null {
  return "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
}

const hasLeft = (): boolean => storage()?.getItem(MARK) != null;

/** Before anything is shown: a page that Back leads to after leaving stays covered. */
export function coverIfLeft(): void {
  if (hasLeft() && cameBack()) document.documentElement.classList.add("is-leaving");
}

/** After leaving, Back leads away again; a new visit (typed, from a link) is welcome. */
function turnBack(button: Button): void {
  if (!hasLeft()) return;
  if (cameBack()) return go(button);
  storage()?.removeItem(MARK);
}

/** A page that the browser kept in memory is never shown again as it was. */
function shownAgain(event: PageTransitionEvent, button: Button): void {
  if (!event.persisted) return;
  const left = hasLeft(); // asked before wiping, which empties the tab's memory
  cover("");
  wipe();
  if (left) return go(button);
  window.location.reload();
}

function listen(): void {
  const channel = channelOf();
  const leave = () => withButton((button) => leaveEverywhere(button, channel));
  const presses = new Presses(leave);
  channel?.addEventListener("message", () => withButton(go));
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("a#leave")) return;
    event.preventDefault();
    leave();
  });
  // Capturing on the window comes before anything a dialog or a field does with the key.
  window.addEventListener("keydown", presses.key, { capture: true });
  window.addEventListener("pointerdown", presses.reset, { capture: true });
}

/** Arm the button `#leave`, before it is there: what is pressed while the page still loads counts too. */
export function armQuickExit(): void {
  listen();
  window.addEventListener("pageshow", (event) => withButton((button) => shownAgain(event, button)));
}

/** Once the page is there: lead away again who came back after leaving. */
export function turnBackIfLeft(): void {
  withButton(turnBack);
}
