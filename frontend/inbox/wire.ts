/** What the API answers to a handler (docs/formats.md, "Handlers"). Bytes are base64 text. */

import type { Algorithm, Envelope, StoredCompartment } from "../sealing";

export type State = "new" | "acknowledged" | "in_progress" | "closed" | "withdrawn";
export type Want = "report" | "informal";

export interface WireGrant {
  readonly epoch: number;
  readonly ciphertext: string;
}

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface WireReport {
  readonly id: string;
  readonly number: string;
  readonly want: Want;
  readonly state: State;
  readonly received: string;
  readonly entity: string;
  readonly team: string;
  readonly language: string;
  readonly facets: Readonly<Record<string, readonly string[]>>;
  readonly assignee: Person | null;
  readonly version: number;
  readonly algorithm: Algorithm;
  readonly unread: number;
  readonly opened: boolean;
  readonly rotation_due: boolean;
  readonly grants: readonly WireGrant[];
  readonly case_file: { readonly id: string; readonly grants: readonly WireGrant[] } | null;
}

export interface WireIndex {
  readonly version: number;
  readonly ciphertext: string;
}

export interface WireInbox {
  readonly reports: readonly WireReport[];
  readonly index: WireIndex | null;
}

export interface SealedKeyring {
  readonly id: string;
  readonly method: "passphrase" | "passkey";
  readonly label: string;
  readonly ciphertext: string;
}

export interface KeySet {
  readonly id: string;
  readonly age1pq: string;
  readonly age1: string;
  readonly ed25519: string;
}

export interface WireKeys {
  readonly key_set: KeySet | null;
  readonly sealed: readonly SealedKeyring[];
  readonly in_manifest: boolean;
}

export interface WireReader {
  readonly principal: string;
  readonly name: string;
  readonly role: string;
  /** Shut out by the reporter; never shown to colleagues. */
  readonly excluded: boolean;
}

export interface WireOpening {
  readonly sequence: number;
  /** Null: the reporter. */
  readonly name: string | null;
  readonly opened: string;
}

export interface WireCompartment extends StoredCompartment {
  compartment: StoredCompartment["compartment"] & { readonly kind: string; readonly mailbox: string };
  readonly readers: readonly WireReader[];
  readonly openings: readonly WireOpening[];
}

export interface WireCase {
  readonly conversation: WireCompartment;
  readonly case_file: WireCompartment | null;
}

export interface WireTeam {
  readonly team: string;
  readonly version: number;
  readonly fingerprint: string;
}

export type WireManifest = Envelope;
