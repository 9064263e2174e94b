// What the server hands to whoever shows a receipt (docs/formats.md, `mailbox/open`), opened and checked.

import {
  memoryOf, openConversation, openReceipt, rollbackKey, sealingEpoch, toBase64, verifyManifest,
  type Conversation, type Envelope, type Line, type Manifest, type ReceiptKeys, type ReportBody, type StoredCompartment,
} from "../sealing";
import type { Facets, Want } from "./answers";
import { call } from "./api";
import type { Place } from "./mailbox";

export interface Reader {
  principal: string;
  name: string;
  role: string;
  excluded: boolean;
}

export interface MailboxView extends StoredCompartment {
  compartment: StoredCompartment["compartment"] & { kind: "report" | "record"; mailbox: string; created: string };
  report: {
    number: string; want: Want; state: string; received: string;
    entity: string | null; entity_name: string | null; team: string | null; unit: string | null; facets: Facets;
  };
  openings: { sequence: number; name: string; opened: string }[];
  readers: Reader[];
  manifest: Envelope | null;
  unfinished_files: { id: string; size: number; chunks: number }[];
}

export interface Mailbox {
  view: MailboxView;
  keys: ReceiptKeys;
  conversation: Conversation;
  /** The team's manifest, when it is signed as it should be. */
  manifest: Manifest | null;
  manifestRefused: boolean;
  /** Null when nobody who may has signed the newest key: nothing is sealed to it. */
  place: Place | null;
}

export function fetchMailbox(bearer: string): Promise<MailboxView> {
  return call<MailboxView>("mailbox/open", { method: "POST", bearer, json: {} });
}

export async function openMailbox(number: bigint, view: MailboxView): Promise<Mailbox> {
  return openWith(await openReceipt(number), view);
}

/** `before`: what was open in this page already; keys accepted then are not asked for again. */
export async function openWith(keys: ReceiptKeys, given: MailboxView, before?: Conversation): Promise<Mailbox> {
  // Her own key comes from her receipt, whatever the server says it is.
  const view = { ...given, compartment: { ...given.compartment, author: toBase64(keys.author.public) } };
  const manifest = await manifestOf(view, await firstItem(keys, view));
  const known = new Map(manifest?.handlers.map((handler) => [handler.id, handler.ed25519]));
  // What somebody else signed in a handler's name is shown as a warning, never as an answer.
  const conversation = await openConversation(view, keys, {
    isKnownSigner: ({ principal, ed25519 }) => known.get(principal) === ed25519,
    ...(before && { knownIdentities: before.identities, trusted: new Set(before.identities.keys()) }),
  });
  return {
    view, keys, conversation, manifest, manifestRefused: view.manifest !== null && manifest === null,
    place: placeIn(view, keys, conversation),
  };
}

function placeIn(view: MailboxView, keys: ReceiptKeys, { accepted }: Conversation): Place | null {
  if (!view.epochs.some(({ number }) => accepted.has(number) && number === lastEpoch(view))) return null;
  const { number: epoch, recipient } = sealingEpoch(view, accepted);
  const next = Math.max(0, ...view.items.map((item) => item.sequence)) + 1;
  return { compartment: view.compartment.id, epoch, recipient, keys, next };
}

export const lastEpoch = (view: MailboxView): number => Math.max(...view.epochs.map(({ number }) => number));

/** Her own first item remembers the manifest it was sealed under; a different root or an older version is refused. */
async function manifestOf(view: MailboxView, first: ReportBody | null): Promise<Manifest | null> {
  if (!view.manifest) return null;
  const remembered = first?.manifest;
  const team = view.report.team ?? undefined;
  try {
    const manifest = await verifyManifest(view.manifest, { pinned: remembered?.root ?? null, ...(team ? { team } : {}) });
    if (remembered?.team !== manifest.team) return manifest;
    const memory = memoryOf({ [rollbackKey(manifest.team, manifest.root)]: remembered.version });
    return await verifyManifest(view.manifest, { memory });
  } catch {
    return null;
  }
}

async function firstItem(keys: ReceiptKeys, view: MailboxView): Promise<ReportBody | null> {
  const first = { ...view, items: view.items.filter((item) => item.sequence === 1) };
  const [line] = (await openConversation(first, keys)).lines;
  return line?.opened?.type === "report" ? line.opened.body : null;
}

/** As the signed list names whoever signed it; the server's word counts only where there is no such list. */
export function signerName(line: Line, manifest: Manifest | null): string | null {
  const { signer } = line.stored;
  return manifest?.handlers.find(({ id }) => id === signer?.principal)?.name ?? signer?.name ?? null;
}

export function isHers(line: Line): boolean {
  return line.stored.direction === "reporter";
}
