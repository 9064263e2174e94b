/** What went wrong, as a code the pages turn into plain words in the reader's language. */
export type SealingErrorCode =
  | "not_for_us"
  | "malformed"
  | "bad_signature"
  | "wrong_place"
  | "epoch_not_signed"
  | "wrong_passphrase"
  | "manifest_expired"
  | "manifest_rolled_back"
  | "manifest_not_pinned"
  | "manifest_without_recovery"
  | "wrong_team"
  | "nobody_left"
  | "shares_wrong"
  | "too_large"
  | "refused"
  | "offline"
  | "hash_wrong"
  | "cancelled";

/** A refusal on purpose. The message is for developers; it never carries content, keys or receipts. */
export class SealingError extends Error {
  readonly code: SealingErrorCode;
  /** Of `refused`: the status and code the server answered with. */
  readonly answer: { status: number; error: string } | null;

  constructor(code: SealingErrorCode, message: string, answer: { status: number; error: string } | null = null) {
    super(message);
    this.name = "SealingError";
    this.code = code;
    this.answer = answer;
  }
}
