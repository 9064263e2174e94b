// What she sees while her report is on its way: always one plain state, and what she can do.

import type { SubmissionBody } from "../sealing";
import { find, show, words } from "./page";
import type { Progress } from "./sending";

/** From this many failed attempts on, she is offered to keep the sealed report as a file. */
const LAST_RESORT_AFTER = 3;

export class SendingView {
  sealing(): void {
    this.say("state_sealing");
    show(find("send"), false);
  }

  show(progress: Progress): void {
    show(find("send-again"), progress.now === "waiting");
    if (progress.now === "sending") return this.say("state_sending");
    if (progress.now === "working") return this.say("state_working");
    this.say("state_waiting", progress.detail || words("no_answer"));
    show(find("last-resort"), progress.attempts >= LAST_RESORT_AFTER);
  }

  refused(detail: string): void {
    this.say("state_refused", detail || words("refused_unknown"));
    for (const id of ["send-again", "last-resort"]) show(find(id), false);
    show(find("send"));
  }

  save(body: SubmissionBody): void {
    saveSealed(body);
  }

  private say(key: string, detail = ""): void {
    find("sending-state").textContent = words(key);
    find("sending-detail").textContent = detail;
    show(find("sending-detail"), detail !== "");
  }
}

/** The sealed submission as a file with a name that says nothing. */
export function saveSealed(body: SubmissionBody): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(body)], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "file.bin";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
