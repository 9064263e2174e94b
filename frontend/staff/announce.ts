/** What a screen reader is told without moving the focus: one polite line, one for what must not be missed. */

import { byId } from "./dom";

function say(id: string, text: string): void {
  const region = byId(id);
  region.textContent = "";
  // A new text in the next frame is read even when it equals the last one.
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

export const announce = (text: string): void => say("said-politely", text);
export const announceNow = (text: string): void => say("said-at-once", text);
