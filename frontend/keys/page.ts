/** Settings of the key page, and what it says after something was done. */

import { byId } from "../staff/dom";
import { pageSettings, t } from "../staff/texts";

interface KeySettings {
  readonly worker: string;
  readonly name: string;
}

export const keySettings = pageSettings<KeySettings>();
const DONE = ["enrolled", "passphrase_changed", "passphrase_half_changed", "passkey_added", "removed"] as const;
export type Done = (typeof DONE)[number];

/** Load the page anew (the server knows more now) and say there what was done. Only a code stands in the address. */
export function finish(done: Done): void {
  location.hash = done;
  location.reload();
}

/** Said once, then gone from the address. */
export function sayWhatWasDone(): void {
  const done = DONE.find((each) => location.hash === `#${each}`);
  if (!done) return;
  history.replaceState(null, "", location.pathname);
  byId("done-text").textContent = t(done);
  byId("done").hidden = false;
  byId("done").focus();
}
