/** A new epoch: what is written from now on can no longer be read by those who were let go. */
import { type Algorithm, makeIdentity } from "./age";
import { toBase64 } from "./encoding";
import { signEpoch } from "./epochs";
import { type Grant, type GrantTarget, makeGrants } from "./grants";
import type { SigningKey } from "./signing";

export interface Rotation {
  /** `POST compartments/{id}/epochs`, and `epoch` of `POST mailbox/exclude`. */
  body: { number: number; recipient: string; grants: Grant[]; signature: string };
  identity: string;
}

/** `targets`: the remaining handlers, recovery, and the receipt's mailbox (`receiptTarget`, or its stored recipient). */
export async function rotate(next: {
  compartment: string;
  number: number;
  algorithm: Algorithm;
  targets: readonly GrantTarget[];
  /** Who begins it: the reporter or a handler. */
  author: SigningKey;
}): Promise<Rotation> {
  const { identity, recipient } = await makeIdentity(next.algorithm);
  const granted = { compartment: next.compartment, epoch: next.number, identity };
  const signature = toBase64(signEpoch({ ...next, recipient }, next.author));
  const grants = await makeGrants(granted, next.targets);
  return { body: { number: next.number, recipient, grants, signature }, identity };
}

/** The reporter's mailbox as the server keeps it: only its public recipient. */
export const mailboxTarget = (recipient: string, algorithm: Algorithm): GrantTarget => ({
  principal: "receipt",
  [algorithm]: recipient,
});
