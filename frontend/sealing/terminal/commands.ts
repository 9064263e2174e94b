/** The commands that take one JSON object and give one (frontend/sealing/cli.ts lists them). */
import { openWithPassphrase, PASSPHRASE_WORK, type PrincipalKeys, sealWithPassphrase } from "../age";
import { makeCaseFile } from "../compartments";
import { openConversation, type StoredCompartment } from "../conversation";
import { fromBase64, text, toBase64 } from "../encoding";
import { SealingError } from "../errors";
import { type EpochIdentity, type GrantTarget, makeGrants } from "../grants";
import { type ItemContent, type ItemPlace, sealItem } from "../items";
import { keyringBytes, makeKeyring, openKeyring, publicHalf, sealKeyring } from "../keyring";
import { type Envelope, verifyManifest } from "../manifest";
import { generateReceipt, locatorOf, receiptDigits } from "../receipt";
import { combineShares, makeRecovery, splitKeys } from "../recovery";
import { rotate } from "../rotation";
import { openIndex, sealIndex } from "../sealed-index";
import type { SigningKey } from "../signing";
import { reportRecord } from "../submission";
import { authorOf, type KeysGiven, keyringOf, keysOf, receiptOf } from "./keys";
import { submissions } from "./submissions";

// What a command is given is checked by the functions it calls; a wrong shape ends in a refusal.
type Given = any;
type Command = (given: Given) => AsyncIterable<unknown>;

/** A command that answers once. */
const once = (answer: (given: Given) => unknown): Command =>
  async function* (given) {
    yield await answer(given);
  };

export const commands: Record<string, Command> = {
  "keygen-handler": once(keygenHandler),
  "keygen-handlers": keygenHandlers,
  "keygen-recovery": once(({ label }: { label: string }) => makeRecovery(label).then(withRecipients)),
  "combine-shares": once(({ shares }: { shares: string[] }) => combineShares(shares)),
  "split-shares": once(splitShares),
  "open-keyring": once(async ({ sealed, passphrase }) => shown(await openKeyring(fromBase64(sealed), passphrase))),
  "seal-keyring": once(async ({ keyring, passphrase, work }) => ({
    sealed: toBase64(await sealKeyring(await keyringOf(keyring), passphrase, work ?? PASSPHRASE_WORK)),
  })),
  "seal-passphrase": once(async ({ plaintext, passphrase, work }) => ({
    ciphertext: toBase64(await sealWithPassphrase(fromBase64(plaintext), passphrase, work ?? PASSPHRASE_WORK)),
  })),
  "open-passphrase": once(async ({ ciphertext, passphrase }) => ({
    plaintext: toBase64(await openWithPassphrase(fromBase64(ciphertext), passphrase)),
  })),
  receipt: once(() => newReceipt()),
  locator: once(({ receipt }: { receipt: string }) => located(receiptOf(receipt))),
  "verify-manifest": once(({ manifest, fingerprint }: { manifest: Envelope; fingerprint?: string }) =>
    verifyManifest(manifest, { pinned: fingerprint ?? null }),
  ),
  submission: ({ draft, ...rest }) => submissions({ ...rest, drafts: [draft] }),
  submissions,
  "open-compartment": once(openCompartment),
  item: once(makeItem),
  grants: once(async ({ granted, targets }: { granted: EpochIdentity; targets: GrantTarget[] }) => ({
    grants: await makeGrants(granted, targets),
  })),
  rotate: once(async ({ keys, ...next }) => rotate({ ...next, author: await signerOf(keys) })),
  "report-record": once(async ({ manifest, ...rest }) =>
    reportRecord({ ...rest, manifest: await verifyManifest(manifest) }),
  ),
  "case-file": once(({ targets }: { targets: GrantTarget[] }) => makeCaseFile(targets)),
  "seal-index": once(async ({ index, recipient }) => ({ ciphertext: await sealIndex(index, recipient) })),
  "open-index": once(async ({ ciphertext, identity }) => ({ index: await openIndex(ciphertext, identity) })),
};

async function keygenHandler({ passphrase, work }: { passphrase?: string; work?: number }) {
  const keyring = await makeKeyring();
  if (passphrase === undefined) return shown(keyring);
  const sealed = await sealKeyring(keyring, passphrase, work ?? PASSPHRASE_WORK);
  return { public: publicHalf(keyring), sealed: toBase64(sealed) };
}

async function* keygenHandlers({ count, ...rest }: { count: number; passphrase?: string; work?: number }) {
  for (let made = 0; made < count; made++) yield await keygenHandler(rest);
}

const shown = (keyring: Awaited<ReturnType<typeof makeKeyring>>) => ({
  public: publicHalf(keyring),
  keyring: JSON.parse(text(keyringBytes(keyring))) as unknown,
});

const withRecipients = ({ age1pq, age1, shares }: PrincipalKeys & { shares: string[] }) => ({
  age1pq: age1pq.recipient,
  age1: age1.recipient,
  shares,
});

async function splitShares({ shares, label }: { shares: string[]; label: string }) {
  const keys = await combineShares(shares);
  return withRecipients({ ...keys, shares: await splitKeys(keys, label) });
}

function newReceipt() {
  const receipt = generateReceipt();
  return { digits: receiptDigits(receipt), ...located(receipt) };
}

function located(receipt: bigint) {
  const { bearer, hash } = locatorOf(receipt);
  return { locator: bearer, locator_hash: hash };
}

async function openCompartment({ keys, stored }: { keys: KeysGiven; stored: StoredCompartment }) {
  const { identities, accepted, lines } = await openConversation(stored, await keysOf(keys));
  return { identities: Object.fromEntries(identities), accepted: [...accepted], lines };
}

interface ItemGiven {
  keys: KeysGiven;
  place: ItemPlace & { recipient: string; id?: string };
  content: ItemContent;
}

async function makeItem({ keys, place, content }: ItemGiven) {
  return sealItem(content, { ...place, author: await signerOf(keys) });
}

async function signerOf(keys: KeysGiven): Promise<SigningKey> {
  const author = await authorOf(keys);
  if (!author) throw new SealingError("malformed", "these keys cannot sign");
  return author;
}
