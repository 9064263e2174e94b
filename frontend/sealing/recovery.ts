/** The recovery identity, made offline and split so that any three of five holders bring it back. */
import { combine, split } from "shamir-secret-sharing";
import { identityFrom, makeIdentity, type PrincipalKeys } from "./age";
import { bech32 } from "@scure/base";
import { type Bytes, concat, sha256, toHex, utf8 } from "./encoding";
import { SealingError } from "./errors";

export const SHARES = 5;
export const NEEDED = 3;

/** The sign in front of a share; its number counts the forms of a share, not the shares. */
const FORM = "upstander-share-1";

/**
 * A share as it is printed: `upstander-share-1 <label> <index>/5 <set> <groups of four hex digits> <checksum>`.
 * `set` tells the shares of one split from those of another; the checksum finds a slip before three people meet.
 */
interface Share {
  label: string;
  index: number;
  set: string;
  secret: Bytes;
}

export interface RecoveryKeys extends PrincipalKeys {
  shares: string[];
}

/** New recovery keys and their five shares. `label` names the split ("UNHCR 2026"); it stands on every share. */
export async function makeRecovery(label: string): Promise<RecoveryKeys> {
  const keys = { age1pq: await makeIdentity("age1pq"), age1: await makeIdentity("age1") };
  return { ...keys, shares: await splitKeys(keys, label) };
}

/** Splits keys that exist, as when a holder of a share leaves. */
export async function splitKeys(keys: PrincipalKeys, label: string): Promise<string[]> {
  const secret = concat(secretOf(keys.age1pq.identity), secretOf(keys.age1.identity));
  const set = setOf(secret);
  const parts = await split(secret, SHARES, NEEDED);
  return parts.map((part, at) => writeShare({ label, index: at + 1, set, secret: part as Bytes }));
}

/** The keys from any three shares of one split. Raises `shares_wrong` for too few, mixed or mistyped ones. */
export async function combineShares(texts: readonly string[]): Promise<PrincipalKeys> {
  const shares = texts.map(readShare);
  const [first] = shares;
  const different = new Set(shares.map(({ index }) => index)).size;
  if (!first || different < NEEDED) throw wrong("three different shares are needed");
  if (shares.some(({ set }) => set !== first.set)) throw wrong("these shares are not of one split");
  const secret = (await combine(onePerIndex(shares))) as Bytes;
  if (secret.length !== 64 || setOf(secret) !== first.set) throw wrong("these shares do not fit together");
  return {
    age1pq: await identityFrom(secret.subarray(0, 32), "age1pq"),
    age1: await identityFrom(secret.subarray(32), "age1"),
  };
}

const onePerIndex = (shares: Share[]): Uint8Array[] => [
  ...new Map(shares.map(({ index, secret }) => [index, secret as Uint8Array])).values(),
];

const wrong = (message: string): SealingError => new SealingError("shares_wrong", message);

const secretOf = (identity: string): Uint8Array => bech32.decodeToBytes(identity).bytes;

const setOf = (secret: Uint8Array): string => toHex(sha256(concat(utf8(`${FORM} set`), secret))).slice(0, 8);

function writeShare({ label, index, set, secret }: Share): string {
  const head = `${FORM} ${encodeURIComponent(label)} ${index}/${SHARES} ${set}`;
  const groups = (toHex(secret).match(/.{1,4}/g) ?? []).join("-");
  return `${head} ${groups} ${checksum(head, groups)}`;
}

const checksum = (head: string, groups: string): string => toHex(sha256(utf8(`${head} ${groups}`))).slice(0, 8);

/** Reads a printed share; line breaks and capitals are forgiven. */
export function readShare(typed: string): Share {
  const [form, label, place, set, ...rest] = typed.trim().split(/\s+/);
  const sum = rest.pop()?.toLowerCase();
  const groups = rest.join("").toLowerCase();
  const head = `${form?.toLowerCase()} ${label} ${place} ${set?.toLowerCase()}`;
  const index = Number(place?.split("/")[0]);
  if (form?.toLowerCase() !== FORM || !Number.isInteger(index) || sum !== checksum(head, groups)) {
    throw wrong("this share has a slip in it");
  }
  return { label: decodeURIComponent(label ?? ""), index, set: set?.toLowerCase() ?? "", secret: hex(groups) };
}

function hex(groups: string): Bytes {
  return Uint8Array.from(groups.replace(/-/g, "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
