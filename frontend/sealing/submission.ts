/** A whole submission: report, informal request or private record (docs/formats.md, Submission). */
import { makeIdentity } from "./age";
import { newId, toBase64 } from "./encoding";
import { SealingError } from "./errors";
import { type Grant, makeGrants, receiptTarget, teamTargets } from "./grants";
import { type ReportBody, sealItem } from "./items";
import type { Manifest } from "./manifest";
import { generateReceipt, openReceipt, type ReceiptKeys } from "./receipt";

export type Want = "report" | "informal" | "record";

export interface Draft {
  want: Want;
  /** Null for a private record. */
  manifest: Manifest | null;
  /** Principals the reporter shuts out. */
  excluded?: string[];
  body: ReportBody;
  facets?: Record<string, unknown>;
  unit?: string | null;
  language: string;
  work?: { challenge: string; nonce: string };
  /** One that was made before, as when its keys are derived while she still writes. */
  receipt?: { number: bigint; keys: ReceiptKeys };
}

export interface SubmissionBody {
  v: 1;
  compartment: { id: string; kind: "report" | "record"; algorithm: "age1pq"; recipient: string };
  team: string | null;
  manifest_version: number | null;
  locator_hash: string;
  author: string;
  mailbox: string;
  want: Want;
  grants: Grant[];
  excluded: string[];
  item: { id: string; ciphertext: string; signature: string };
  facets: Record<string, unknown>;
  unit: string | null;
  language: string;
  work?: { challenge: string; nonce: string };
}

export interface Submission {
  /** Keep it, and send the very same again on a retry: that is how a retry is recognised. */
  body: SubmissionBody;
  receipt: bigint;
  keys: ReceiptKeys;
  /** The identity of epoch 1, for files and messages that follow. */
  identity: string;
}

export async function buildSubmission(draft: Draft): Promise<Submission> {
  const targets = draft.want === "record" ? [] : teamTargets(manifestOf(draft), draft.excluded);
  const receipt = draft.receipt?.number ?? generateReceipt();
  const keys = draft.receipt?.keys ?? (await openReceipt(receipt));
  const { identity, recipient } = await makeIdentity("age1pq");
  const compartment = newId();
  const grants = await makeGrants({ compartment, epoch: 1, identity }, [...targets, receiptTarget(keys)]);
  const item = await sealFirstItem(draft, compartment, recipient, keys);
  const body = bodyOf(draft, { compartment, recipient, keys, grants, item });
  return { body, receipt, keys, identity };
}

function manifestOf(draft: Draft): Manifest {
  if (!draft.manifest) throw new SealingError("nobody_left", "a report needs a team's manifest");
  return draft.manifest;
}

/** The first item remembers which manifest it was sealed under, so that on return the receipt knows it (ADR 0008). */
async function sealFirstItem(draft: Draft, compartment: string, recipient: string, keys: ReceiptKeys) {
  const body = draft.manifest ? { ...draft.body, manifest: remembered(draft.manifest) } : draft.body;
  const place = { compartment, epoch: 1, sequence: 1, direction: "reporter", recipient, author: keys.author } as const;
  const { id, ciphertext, signature } = await sealItem({ type: "report", body }, place);
  return { id, ciphertext, signature };
}

/** The root too, so that on return nobody can answer under a list that another root has signed. */
export const remembered = ({ team, version, sha256, fingerprint }: Manifest) => ({
  team,
  version,
  sha256,
  root: fingerprint,
});

interface Parts {
  compartment: string;
  recipient: string;
  keys: ReceiptKeys;
  grants: Grant[];
  item: SubmissionBody["item"];
}

function bodyOf(draft: Draft, { compartment, recipient, keys, grants, item }: Parts): SubmissionBody {
  const kind = draft.want === "record" ? "record" : "report";
  return {
    v: 1,
    compartment: { id: compartment, kind, algorithm: "age1pq", recipient },
    team: draft.manifest?.team ?? null,
    manifest_version: draft.manifest?.version ?? null,
    locator_hash: keys.locator.hash,
    author: toBase64(keys.author.public),
    mailbox: keys.age1pq.recipient,
    want: draft.want,
    grants,
    excluded: draft.excluded ?? [],
    item,
    facets: draft.facets ?? {},
    unit: draft.unit ?? null,
    language: draft.language,
    ...(draft.work ? { work: draft.work } : {}),
  };
}

export interface ReportRecordBody {
  team: string;
  manifest_version: number;
  want: "report" | "informal";
  grants: Grant[];
  excluded: string[];
  unit: string | null;
}

/** Turns a private record into a report: the same compartment, granted to a team as well. */
export async function reportRecord(record: {
  compartment: string;
  epoch?: number;
  identity: string;
  manifest: Manifest;
  excluded?: string[];
  want?: "report" | "informal";
  unit?: string | null;
}): Promise<ReportRecordBody> {
  const { compartment, epoch = 1, identity, manifest, excluded = [], want = "report", unit = null } = record;
  const grants = await makeGrants({ compartment, epoch, identity }, teamTargets(manifest, excluded));
  return { team: manifest.team, manifest_version: manifest.version, want, grants, excluded, unit };
}
