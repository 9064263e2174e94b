/** What went wrong, in the words of the page. Codes come from the API, from sealing, or from the keeper. */

import { Refusal, Unreachable } from "./api";
import { hasText, t } from "./texts";

/** A failure with a code that the texts know, such as those of the sealing library. */
export class Fault extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** The code of whatever was thrown; `failed` where it has none. */
export function codeOf(error: unknown): string {
  if (error instanceof Unreachable) return "offline";
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "failed";
}

/** One sentence for the person. The server's own words come first, they know more. */
export function inWords(error: unknown): string {
  if (error instanceof Refusal && error.message) return error.message;
  const code = codeOf(error);
  return t(hasText(code) ? code : "failed");
}
