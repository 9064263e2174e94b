/**
 * Who began an epoch (docs/formats.md, Compartment, epoch, grant; ADR 0009). A server that added an epoch of its own
 * and granted it to everybody would read all that is written from then on; so whoever begins one signs its recipient.
 */
import { recipientOf } from "./age";
import type { Line, SignerCheck, StoredCompartment, StoredEpoch } from "./conversation";
import { fromBase64, utf8 } from "./encoding";
import { SealingError } from "./errors";
import { sign, type SigningKey, verify } from "./signing";

export interface EpochPlace {
  compartment: string;
  number: number;
  recipient: string;
}

const signedBytes = ({ compartment, number, recipient }: EpochPlace): Uint8Array =>
  utf8(`upstander epoch v1\n${compartment}\n${number}\n${recipient}\n`);

export const signEpoch = (epoch: EpochPlace, by: SigningKey): Uint8Array => sign(signedBytes(epoch), by);

export interface EpochChecks {
  isKnownSigner: SignerCheck;
  /** Made or accepted here before: as good as signed. */
  trusted?: ReadonlySet<number>;
}

/**
 * The epochs that may be sealed to and read. A grant must carry the identity of the recipient that is listed. Then the
 * signature of the author or a known handler counts, and as much as it an item of theirs that opens: whoever wrote it
 * had checked the epoch. The first epoch is never signed; its items alone stand for it.
 */
export async function acceptedEpochs(
  stored: StoredCompartment,
  opened: { identities: ReadonlyMap<number, string>; lines: readonly Line[] },
  checks: EpochChecks,
): Promise<Set<number>> {
  const vouched = new Set(opened.lines.filter((line) => line.opened).map((line) => line.stored.epoch));
  const accepted = new Set<number>();
  for (const epoch of stored.epochs) {
    const { number } = epoch;
    if (!(await fits(epoch, opened.identities.get(number)))) continue;
    if (checks.trusted?.has(number) || vouched.has(number) || isSigned(stored, epoch, checks.isKnownSigner)) accepted.add(number);
  }
  return accepted;
}

/** Without a grant there is no identity to compare: the signature names the recipient. */
const fits = async ({ recipient }: StoredEpoch, identity: string | undefined): Promise<boolean> =>
  identity === undefined || (await recipientOf(identity)) === recipient;

function isSigned(stored: StoredCompartment, epoch: StoredEpoch, isKnownSigner: SignerCheck): boolean {
  const { signature, signer, number, recipient } = epoch;
  const author = signer ? signer.ed25519 : stored.compartment.author;
  if (!signature || !author || (signer && !isKnownSigner(signer))) return false;
  try {
    const place = { compartment: stored.compartment.id, number, recipient };
    return verify(fromBase64(signature, 64), signedBytes(place), fromBase64(author, 32));
  } catch {
    return false;
  }
}

/** Where to seal: the latest epoch. Never an older one in its place, which someone shut out since could read. */
export function sealingEpoch(stored: Pick<StoredCompartment, "epochs">, accepted: ReadonlySet<number>): StoredEpoch {
  const latest = stored.epochs.reduce((last, epoch) => (epoch.number > last.number ? epoch : last));
  if (!accepted.has(latest.number)) throw new SealingError("epoch_not_signed", "nobody who may has signed this epoch");
  return latest;
}
