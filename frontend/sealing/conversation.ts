/** Opens everything of a compartment that one principal may read, as `mailbox/open` and `reports/{id}/open` give it. */
import type { Algorithm, PrincipalKeys } from "./age";
import { acceptedEpochs } from "./epochs";
import { SealingError, type SealingErrorCode } from "./errors";
import { openGrant } from "./grants";
import { type Direction, openItem, type OpenedItem } from "./items";

export interface Signer {
  principal: string;
  name: string;
  ed25519: string;
}

export interface StoredItem {
  id: string;
  epoch: number;
  sequence: number;
  direction: Direction;
  /** The handler who signed; null when the reporter did. */
  signer: Signer | null;
  ciphertext: string | null;
  sha256: string;
  signature: string;
  received: string;
  erased: string | null;
  opened: boolean;
  file: string | null;
}

export interface StoredEpoch {
  number: number;
  recipient: string;
  /** Of whoever began it; the first has none (epochs.ts). */
  signature?: string | null;
  /** The handler who began it; null when the reporter did. */
  signer?: Signer | null;
}

export interface StoredCompartment {
  compartment: { id: string; algorithm: Algorithm; author?: string | null };
  epochs: StoredEpoch[];
  grants: { epoch: number; ciphertext: string }[];
  items: StoredItem[];
}

/** One line of a conversation: opened, erased (both null), or refused for a reason that is shown. */
export interface Line {
  stored: StoredItem;
  opened: OpenedItem | null;
  refused: SealingErrorCode | "no_grant" | "unknown_signer" | null;
}

export interface Conversation {
  /** Identities of the accepted epochs this principal was granted. */
  identities: Map<number, string>;
  /** Epochs that may be sealed to; what stands in any other is refused. */
  accepted: Set<number>;
  lines: Line[];
}

/** Knows whether the keys of a signer are those the pinned manifest names. */
export type SignerCheck = (signer: Signer) => boolean;

/**
 * `keys`: of the receipt or the handler. `knownIdentities`: those kept in the sealed index, to spare opening grants.
 * `trusted`: epochs made or accepted here before. One damaged item does not hide the others: it becomes a line that
 * says why; so does every item of an epoch that nobody who may has signed.
 */
export async function openConversation(
  stored: StoredCompartment,
  keys: PrincipalKeys,
  options: { knownIdentities?: Map<number, string>; isKnownSigner?: SignerCheck; trusted?: ReadonlySet<number> } = {},
): Promise<Conversation> {
  const { isKnownSigner = () => true, trusted = new Set<number>() } = options;
  const granted = await openGrants(stored, keys, options.knownIdentities);
  const opened: Line[] = [];
  for (const item of stored.items) opened.push(await openLine(item, stored, granted, isKnownSigner));
  const accepted = await acceptedEpochs(stored, { identities: granted, lines: opened }, { isKnownSigner, trusted });
  const identities = new Map([...granted].filter(([epoch]) => accepted.has(epoch)));
  return { identities, accepted, lines: opened.map((line) => withoutRefused(line, granted, accepted)) };
}

/** Who holds no grant is told that; who holds one to an epoch that was not signed is not shown what it opens. */
function withoutRefused(line: Line, granted: ReadonlyMap<number, string>, accepted: ReadonlySet<number>): Line {
  const { stored } = line;
  if (stored.ciphertext === null || accepted.has(stored.epoch) || !granted.has(stored.epoch)) return line;
  return { stored, opened: null, refused: line.refused ?? "epoch_not_signed" };
}

/** A useless grant hides only its own epoch: whoever rotates badly must not shut others out of what came before. */
async function openGrants(stored: StoredCompartment, keys: PrincipalKeys, known?: Map<number, string>) {
  const { id, algorithm } = stored.compartment;
  const identities = new Map(known);
  let problem: unknown = null;
  for (const { epoch, ciphertext } of stored.grants) {
    if (identities.has(epoch)) continue;
    try {
      identities.set(epoch, await openGrant(ciphertext, { compartment: id, epoch, algorithm }, keys));
    } catch (error) {
      problem ??= error;
    }
  }
  if (problem && identities.size === 0) throw problem;
  return identities;
}

async function openLine(
  item: StoredItem,
  stored: StoredCompartment,
  identities: Map<number, string>,
  isKnownSigner: SignerCheck,
): Promise<Line> {
  const { ciphertext, signature, epoch, sequence, direction, signer } = item;
  if (ciphertext === null) return { stored: item, opened: null, refused: null };
  const identity = identities.get(epoch);
  const author = signer ? signer.ed25519 : stored.compartment.author;
  // Or a handler's words, signed as such, could be shown as the reporter's, and hers as a handler's.
  if ((signer === null) !== (direction === "reporter")) return { stored: item, opened: null, refused: "wrong_place" };
  if (identity === undefined) return { stored: item, opened: null, refused: "no_grant" };
  if (!author || (signer && !isKnownSigner(signer))) return { stored: item, opened: null, refused: "unknown_signer" };
  const place = { compartment: stored.compartment.id, epoch, sequence, direction, identity, author };
  return openItem({ ciphertext, signature }, place).then(
    (opened) => ({ stored: item, opened, refused: null }),
    (error) => ({ stored: item, opened: null, refused: reasonOf(error) }),
  );
}

function reasonOf(error: unknown): SealingErrorCode {
  if (error instanceof SealingError) return error.code;
  throw error;
}
