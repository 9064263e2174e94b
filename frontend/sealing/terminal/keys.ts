/** The keys a command is given: of a receipt, of a handler, or of recovery. */
import { type PrincipalKeys, recipientOf } from "../age";
import { utf8 } from "../encoding";
import { SealingError } from "../errors";
import { type Keyring, readKeyring } from "../keyring";
import { openReceipt, type ReceiptKeys } from "../receipt";
import { parseReceipt } from "../receipt-parser";
import type { SigningKey } from "../signing";

export type KeysGiven =
  | { receipt: string }
  | { keyring: object }
  | { identities: { age1pq: string; age1: string } };

export const keyringOf = (stored: object): Promise<Keyring> => readKeyring(utf8(JSON.stringify(stored)));

/** A receipt in digit groups; the Python side knows the words. */
export function receiptOf(digits: string): bigint {
  const [candidate] = parseReceipt(digits, []).candidates;
  if (!candidate) throw new SealingError("malformed", "a receipt is eight groups of five digits here");
  return candidate.number;
}

export async function keysOf(given: KeysGiven): Promise<PrincipalKeys | ReceiptKeys | Keyring> {
  if ("receipt" in given) return openReceipt(receiptOf(given.receipt));
  if ("keyring" in given) return keyringOf(given.keyring);
  const { age1pq, age1 } = given.identities;
  return {
    age1pq: { identity: age1pq, recipient: await recipientOf(age1pq) },
    age1: { identity: age1, recipient: await recipientOf(age1) },
  };
}

/** The signing key among them; recovery has none. */
export async function authorOf(given: KeysGiven): Promise<SigningKey | null> {
  const keys = await keysOf(given);
  return "author" in keys ? keys.author : null;
}
