// Sending one sealed submission until the server has said that it is there. The same one, with the same
// identifiers, as often as needed: however many of them get through, there is one report.

import type { SubmissionBody } from "../sealing";
import { call, Refused, Unanswered } from "./api";
import { workFor } from "./work";

export interface Received {
  number: string;
  received: string;
}

export type Progress =
  | { now: "sending" }
  | { now: "working" }
  | { now: "waiting"; seconds: number; attempts: number; detail: string };

const FIRST_WAIT = 2;
const LONGEST_WAIT = 60;

export class Outbox {
  private hurried: (() => void) | null = null;
  private stopped = false;

  constructor(readonly body: SubmissionBody, private readonly tell: (progress: Progress) => void) {
    addEventListener("online", this.hurry);
  }

  /** Resolves when the report has arrived. Throws `Refused` when sending the same again cannot help. */
  async send(): Promise<Received> {
    for (let attempts = 1; ; attempts++) {
      this.tell({ now: "sending" });
      try {
        return await this.once();
      } catch (error) {
        if (this.stopped || !passing(error)) throw error;
        await this.wait(attempts, error instanceof Refused ? error.detail : "");
      }
    }
  }

  /** Do not wait for the next attempt. */
  readonly hurry = (): void => this.hurried?.();

  stop(): void {
    this.stopped = true;
    removeEventListener("online", this.hurry);
    this.hurry();
  }

  private async once(): Promise<Received> {
    try {
      return await this.post();
    } catch (error) {
      if (!(error instanceof Refused && error.code === "work_required")) throw error;
      this.tell({ now: "working" });
      const work = await workFor(this.body.compartment.id);
      this.tell({ now: "sending" });
      return await this.post(work ? { ...this.body, work } : this.body);
    }
  }

  private post(body: SubmissionBody = this.body): Promise<Received> {
    return call<Received>("reports", { method: "POST", json: body });
  }

  private async wait(attempts: number, detail: string): Promise<void> {
    const seconds = Math.min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT);
    this.tell({ now: "waiting", seconds, attempts, detail });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.hurried = () => (clearTimeout(timer), resolve());
    });
    this.hurried = null;
  }
}

function passing(error: unknown): boolean {
  return error instanceof Unanswered || (error instanceof Refused && error.passing);
}
