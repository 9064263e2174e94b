/** A grant: the identity of one epoch, sealed to one principal (docs/formats.md: Compartment, epoch, grant). */
import { algorithmOf, type Algorithm, open, type PrincipalKeys, seal } from "./age";
import { fromBase64, readObject, text, toBase64, utf8 } from "./encoding";
import { SealingError } from "./errors";
import type { Manifest } from "./manifest";

/** Who is to be granted: a handler, the recovery key, or (`receipt`) the reporter's mailbox. */
export interface GrantTarget {
  principal: string;
  age1pq?: string;
  age1?: string;
}

export interface EpochIdentity {
  compartment: string;
  epoch: number;
  identity: string;
}

export interface Grant {
  principal: string;
  ciphertext: string;
}

/** Seals the epoch's identity to the target's recipient of the same algorithm. */
export async function makeGrant(granted: EpochIdentity, target: GrantTarget): Promise<Grant> {
  const recipient = recipientFor(target, algorithmOf(granted.identity));
  const { compartment, epoch, identity } = granted;
  const plaintext = utf8(JSON.stringify({ v: 1, compartment, epoch, identity }));
  return { principal: target.principal, ciphertext: toBase64(await seal(plaintext, recipient)) };
}

function recipientFor(target: GrantTarget, algorithm: Algorithm): string {
  const recipient = target[algorithm];
  if (!recipient) throw new SealingError("malformed", `this principal has no ${algorithm} recipient`);
  return recipient;
}

/** One after the other: each costs a few milliseconds of the same thread. */
export async function makeGrants(granted: EpochIdentity, targets: readonly GrantTarget[]): Promise<Grant[]> {
  const grants: Grant[] = [];
  for (const target of targets) grants.push(await makeGrant(granted, target));
  return grants;
}

/** The identity a grant carries; refuses a grant that was made for another compartment or epoch. */
export async function openGrant(
  ciphertext: string,
  place: { compartment: string; epoch: number; algorithm: Algorithm },
  keys: PrincipalKeys,
): Promise<string> {
  const plaintext = await open(fromBase64(ciphertext), keys[place.algorithm].identity);
  const grant = readObject(text(plaintext));
  if (grant.v !== 1 || grant.compartment !== place.compartment || grant.epoch !== place.epoch) {
    throw new SealingError("wrong_place", "this grant belongs to another compartment or epoch");
  }
  if (typeof grant.identity !== "string" || algorithmOf(grant.identity) !== place.algorithm) {
    throw new SealingError("malformed", "this grant carries no identity of its compartment's algorithm");
  }
  return grant.identity;
}

export const receiptTarget = (keys: PrincipalKeys): GrantTarget => ({
  principal: "receipt",
  age1pq: keys.age1pq.recipient,
  age1: keys.age1.recipient,
});

/** The handlers whom the reporter lets in, and recovery. Refuses an exclusion that leaves nobody to read. */
export function teamTargets(manifest: Manifest, excluded: readonly string[] = []): GrantTarget[] {
  const handlers = manifest.handlers.filter((handler) => !excluded.includes(handler.id));
  if (handlers.length === 0) throw new SealingError("nobody_left", "nobody is left who could read it");
  return [...handlers, manifest.recovery].map(({ id, age1pq, age1 }) => ({ principal: id, age1pq, age1 }));
}
