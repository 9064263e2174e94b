// A sealed report that was kept as a file because it could not be sent: it is sent from here, unopened.

import type { SubmissionBody } from "../sealing";
import { Refused } from "./api";
import { find, words } from "./page";
import { Outbox } from "./sending";

export class SavedSubmission {
  constructor() {
    find<HTMLInputElement>("saved-file").addEventListener("change", (event) => void this.send(event.target as HTMLInputElement));
  }

  private async send(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    try {
      const body = JSON.parse(await file.text()) as SubmissionBody;
      if (body.v !== 1 || !body.compartment) throw new SyntaxError();
      await new Outbox(body, ({ now }) => this.say(now === "waiting" ? "state_waiting" : "state_sending")).send();
      this.say("saved_arrived");
    } catch (error) {
      this.say("saved_refused", error instanceof Refused ? error.detail : "");
    }
  }

  private say(key: string, detail = ""): void {
    find("saved-state").textContent = `${words(key)} ${detail}`.trim();
  }
}
