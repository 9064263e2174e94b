/** The team manifest: who may receive reports, signed by the entity's offline root (docs/formats.md). */
import { fromBase64, readObject, sha256, text, timestamp, toBase64, toHex, utf8, concat } from "./encoding";
import { SealingError } from "./errors";
import { sign, signingKey, verify } from "./signing";

export interface Envelope {
  payload: string;
  signature: string;
}

export interface Handler {
  id: string;
  name: string;
  role: string;
  age1pq: string;
  age1: string;
  ed25519: string;
}

export interface Recovery {
  id: string;
  age1pq: string;
  age1: string;
}

export interface ManifestPayload {
  v: 1;
  kind: "team-manifest";
  team: string;
  entity: string;
  entity_name: string;
  team_name: string;
  version: number;
  issued: string;
  expires: string;
  previous: string | null;
  root: string;
  handlers: Handler[];
  recovery: Recovery;
}

/** A payload whose signature, dates, pin and version were checked. */
export interface Manifest extends ManifestPayload {
  /** SHA-256 of the payload bytes, hex: a report's first item remembers it. */
  sha256: string;
  fingerprint: string;
}

/** What was seen before, so that an older version is refused (ADR 0008). */
export interface RollbackMemory {
  seen(key: string): number;
  remember(key: string, version: number): void;
}

export interface ManifestChecks {
  now?: Date;
  /** Fingerprint from the link's `#k=` or a poster, in any spelling; null when there is none. */
  pinned?: string | null;
  team?: string;
  memory?: RollbackMemory;
}

const SIGNED_AS = "upstander manifest v1\n";

/** Refuses a manifest that is not signed by its root, not pinned, of another team, expired, older or unrecoverable. */
export async function verifyManifest(envelope: Envelope, checks: ManifestChecks = {}): Promise<Manifest> {
  const payload = fromBase64(envelope?.payload);
  const manifest = readPayload(text(payload));
  const root = fromBase64(manifest.root, 32);
  if (!verify(fromBase64(envelope.signature, 64), concat(utf8(SIGNED_AS), payload), root)) {
    throw new SealingError("bad_signature", "the manifest is not signed by its root");
  }
  const verified = { ...manifest, sha256: toHex(sha256(payload)), fingerprint: fingerprint(root) };
  checkAgainst(verified, checks);
  return verified;
}

function checkAgainst(manifest: Manifest, { now = new Date(), pinned = null, team, memory }: ManifestChecks): void {
  if (team !== undefined && manifest.team !== team) throw new SealingError("wrong_team", "another team's manifest");
  if (pinned !== null && readFingerprint(pinned) !== readFingerprint(manifest.fingerprint)) {
    throw new SealingError("manifest_not_pinned", "the manifest's root is not the one that was pinned");
  }
  if (manifest.expires <= timestamp(now)) throw new SealingError("manifest_expired", "the manifest has expired");
  checkVersion(manifest, memory);
}

function checkVersion(manifest: Manifest, memory: RollbackMemory | undefined): void {
  const key = rollbackKey(manifest.team, manifest.root);
  if (memory && manifest.version < memory.seen(key)) {
    throw new SealingError("manifest_rolled_back", "a newer version of this manifest was seen before");
  }
  memory?.remember(key, manifest.version);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function readPayload(json: string): ManifestPayload {
  const payload = readObject(json) as unknown as ManifestPayload;
  const sound =
    payload.v === 1 &&
    payload.kind === "team-manifest" &&
    [payload.team, payload.entity, payload.root].every((field) => typeof field === "string") &&
    Number.isInteger(payload.version) &&
    TIME.test(String(payload.expires)) &&
    Array.isArray(payload.handlers) &&
    payload.handlers.every(hasKeys);
  if (!sound) throw new SealingError("malformed", "this is not a team manifest");
  if (!hasKeys(payload.recovery)) throw new SealingError("manifest_without_recovery", "no recovery recipient");
  return payload;
}

const hasKeys = (principal: Recovery | null | undefined): boolean =>
  typeof principal?.id === "string" &&
  String(principal.age1pq).startsWith("age1pq1") &&
  String(principal.age1).startsWith("age1");

/** The first 15 bytes of SHA-256(root public key) in Crockford base 32, six groups of four. */
export function fingerprint(root: Uint8Array): string {
  const bits = sha256(root).slice(0, 15).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const signs = Array.from({ length: 24 }, (_, at) => CROCKFORD[Number((bits >> BigInt(5 * (23 - at))) & 31n)]);
  return (signs.join("").match(/.{4}/g) ?? []).join("-");
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** One spelling of a fingerprint that was typed: Crockford reads O as 0, I and L as 1. */
export const readFingerprint = (typed: string): string =>
  typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");

/** What the memory is filed under: a hash, so that whoever reads the device learns no team or organisation. */
export const rollbackKey = (team: string, root: string): string => toHex(sha256(utf8(`${team}\n${root}`)));

/** Remembers for the life of the tab and leaves no readable trace (ADR 0008). */
export function tabMemory(storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage): RollbackMemory {
  return {
    seen: (key) => Number(storage.getItem(key) ?? 0),
    remember: (key, version) => storage.setItem(key, String(version)),
  };
}

/** A memory to be filled from elsewhere: the handler's sealed index, or a report's first item. */
export function memoryOf(versions: Record<string, number>): RollbackMemory {
  return {
    seen: (key) => versions[key] ?? 0,
    remember: (key, version) => {
      versions[key] = version;
    },
  };
}

/** Signs with the offline root's seed. For the terminal and for tests. */
export function signManifest(payload: ManifestPayload, rootSeed: Uint8Array): Envelope {
  const bytes = utf8(JSON.stringify(payload));
  const signature = sign(concat(utf8(SIGNED_AS), bytes), signingKey(rootSeed));
  return { payload: toBase64(bytes), signature: toBase64(signature) };
}
