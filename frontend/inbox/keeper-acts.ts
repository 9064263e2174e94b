/**
 * What the keeper does with the keys. This module lives in the worker only: the page asks, and keys of the handler
 * and of compartments never leave it. Ending the worker is locking.
 */

import {
  type Grant, type GrantTarget, type ItemContent, type ItemPlace, type Keyring, type Line, type PublicHalf,
  type SealedItem, type StoredCompartment,
  keyringBytes, mailboxTarget, makeCaseFile, makeGrant, makeKeyring, openConversation, openGrant, openIndex, openKeyring,
  publicHalf, readKeyring, recipientOf, rotate, sealIndex, sealItem, sealKeyring, SealingError, sealWithPassphrase,
  fromBase64, toBase64,
} from "../sealing";

const WARM_UP = 13;
const SAFE = 18;

let keyring: Keyring | null = null;
const identities = new Map<string, Map<number, string>>();
/** Of those, the ones whose epoch was made or accepted here. */
const accepted = new Map<string, Set<number>>();

function keys(): Keyring {
  if (!keyring) throw new SealingError("not_for_us", "the keeper is locked");
  return keyring;
}

/** The identity of one epoch, once its compartment has been opened here. */
export function identityOf(compartment: string, epoch: number): string {
  const identity = accepted.get(compartment)?.has(epoch) && identities.get(compartment)?.get(epoch);
  if (!identity) throw new SealingError("not_for_us", "no grant of this epoch was opened");
  return identity;
}

function remember(compartment: string, epoch: number, identity: string): void {
  const held = identities.get(compartment) ?? new Map<number, string>();
  identities.set(compartment, held.set(epoch, identity));
}

function accept(compartment: string, epochs: Iterable<number>): ReadonlySet<number> {
  const held = new Set([...(accepted.get(compartment) ?? []), ...epochs]);
  accepted.set(compartment, held);
  return held;
}

/** An epoch of her own making. */
function rememberOwn(compartment: string, epoch: number, identity: string): void {
  remember(compartment, epoch, identity);
  accept(compartment, [epoch]);
}

type Sealed = Pick<StoredCompartment, "compartment" | "grants">;

/** Open every grant that opens; a useless one hides only its own epoch. */
async function openGrants({ compartment: { id, algorithm }, grants }: Sealed): Promise<Map<number, string>> {
  for (const { epoch, ciphertext } of grants) {
    if (identities.get(id)?.has(epoch)) continue;
    const identity = await openGrant(ciphertext, { compartment: id, epoch, algorithm }, keys()).catch(() => null);
    if (identity) remember(id, epoch, identity);
  }
  return identities.get(id) ?? new Map<number, string>();
}

async function openFirst(ciphertexts: readonly string[], passphrase: string): Promise<Keyring> {
  let problem: unknown = new SealingError("wrong_passphrase", "nothing is sealed by a passphrase");
  for (const ciphertext of ciphertexts) {
    try {
      return await openKeyring(fromBase64(ciphertext), passphrase);
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

export interface Unsealed {
  lines: Line[];
  /** Epochs whose grant opened. */
  epochs: number[];
  /** Epochs that may be sealed to. */
  accepted: number[];
}

export const acts = {
  /** Let the engine compile scrypt while the person types: the real one is then half as long (measured). */
  async warm(): Promise<void> {
    await sealWithPassphrase(new Uint8Array(1), "warm-up", WARM_UP);
  },

  async unlock(ciphertexts: readonly string[], passphrase: string): Promise<PublicHalf> {
    keyring = await openFirst(ciphertexts, passphrase);
    return publicHalf(keyring);
  },

  /** A new handler's keys. */
  async make(): Promise<PublicHalf> {
    keyring = await makeKeyring();
    return publicHalf(keyring);
  },

  /** A keyring that a passkey opened: passkeys answer to pages only, not to workers. */
  async take(plaintext: Uint8Array): Promise<PublicHalf> {
    keyring = await readKeyring(plaintext);
    plaintext.fill(0);
    return publicHalf(keyring);
  },

  async sealKeyring(passphrase: string): Promise<string> {
    return toBase64(await sealKeyring(keys(), passphrase, SAFE));
  },

  /** For sealing by a passkey, which only the page can ask. */
  keyringForPasskey(): Uint8Array {
    return keyringBytes(keys());
  },

  readIndex: (ciphertext: string): Promise<Record<string, unknown>> => openIndex(ciphertext, keys().age1pq.identity),

  sealIndex: (index: object): Promise<string> => sealIndex(index, keys().age1pq.recipient),

  /** Everything of a compartment, verified. `signers`: principal -> key that a verified manifest has named. */
  async open(stored: StoredCompartment, signers: Readonly<Record<string, string>>): Promise<Unsealed> {
    const knownIdentities = await openGrants(stored);
    const own = toBase64(keys().author.public);
    const isKnownSigner = (signer: { principal: string; ed25519: string }) =>
      signers[signer.principal] === signer.ed25519 || own === signer.ed25519;
    const { id } = stored.compartment;
    const checks = { knownIdentities, isKnownSigner, trusted: accept(id, []) };
    const opened = await openConversation({ ...stored, grants: [] }, keys(), checks);
    accept(id, opened.identities.keys());
    return { lines: opened.lines, epochs: [...knownIdentities.keys()], accepted: [...opened.accepted] };
  },

  /** To the identity that was granted to her, never to a recipient that the server names. */
  async seal(content: ItemContent, place: ItemPlace & { id: string }): Promise<SealedItem> {
    const recipient = await recipientOf(identityOf(place.compartment, place.epoch));
    return sealItem(content, { ...place, recipient, author: keys().author });
  },

  async beginCaseFile(targets: readonly GrantTarget[]) {
    const { body, identity } = await makeCaseFile(targets);
    rememberOwn(body.compartment.id, 1, identity);
    return body;
  },

  /** Grants of every epoch that she holds and accepted to one colleague. */
  async grant(stored: Sealed, target: GrantTarget): Promise<(Grant & { epoch: number })[]> {
    const granted: (Grant & { epoch: number })[] = [];
    for (const [epoch, identity] of await openGrants(stored)) {
      if (!accepted.get(stored.compartment.id)?.has(epoch)) continue;
      granted.push({ epoch, ...(await makeGrant({ compartment: stored.compartment.id, epoch, identity }, target)) });
    }
    return granted;
  },

  /** The next epoch for `targets`, and for the reporter's mailbox where there is one. */
  async renew({ compartment }: Sealed, number: number, mailbox: string, targets: readonly GrantTarget[]) {
    const { id, algorithm } = compartment;
    const all = mailbox ? [...targets, mailboxTarget(mailbox, algorithm)] : targets;
    const { body, identity } = await rotate({ compartment: id, number, algorithm, targets: all, author: keys().author });
    rememberOwn(id, number, identity);
    return body;
  },
};

export type Acts = typeof acts;
