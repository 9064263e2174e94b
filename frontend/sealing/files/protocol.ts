/** What a page and its worker say to each other. */
import type { SealingErrorCode } from "../errors";
import type { OpenFileJob } from "./open";
import type { SealedFile, SealFileJob } from "./seal";
import type { Progress } from "./transfer";

export interface Jobs {
  "seal-file": { job: SealFileJob; result: SealedFile };
  "open-file": { job: OpenFileJob; result: Blob | null };
}

export type JobName = keyof Jobs;

export interface Ask<Name extends JobName = JobName> {
  number: number;
  name: Name;
  job: Jobs[Name]["job"];
}

export type Reply =
  | { number: number; progress: Progress }
  | { number: number; result: unknown }
  | { number: number; failed: { code: SealingErrorCode | null; message: string; answer: Answer } };

type Answer = { status: number; error: string } | null;

export type Doers = {
  [Name in JobName]?: (job: Jobs[Name]["job"], onProgress: (progress: Progress) => void) => Promise<Jobs[Name]["result"]>;
};
