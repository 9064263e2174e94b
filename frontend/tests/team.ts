/** A signed team with real keys, as tests need it again and again. */
import {
  type Envelope,
  type Keyring,
  makeIdentity,
  makeKeyring,
  type Manifest,
  type ManifestPayload,
  newId,
  publicHalf,
  signingKey,
  signManifest,
  toBase64,
  verifyManifest,
} from "../sealing";

export const ROOT_SEED = new Uint8Array(32).fill(7);

export interface Team {
  handlers: { id: string; keyring: Keyring }[];
  recovery: { age1pq: { identity: string; recipient: string }; age1: { identity: string; recipient: string } };
  payload: ManifestPayload;
  envelope: Envelope;
  manifest: Manifest;
}

export async function makeTeam(size: number, changes: Partial<ManifestPayload> = {}): Promise<Team> {
  const handlers = await Promise.all(Array.from({ length: size }, async () => ({ id: newId(), keyring: await makeKeyring() })));
  const recovery = { age1pq: await makeIdentity("age1pq"), age1: await makeIdentity("age1") };
  const payload: ManifestPayload = {
    v: 1,
    kind: "team-manifest",
    team: newId(),
    entity: "UNHCR",
    entity_name: "Office of the United Nations High Commissioner for Refugees",
    team_name: "Integrity",
    version: 3,
    issued: "2026-01-01T00:00:00Z",
    expires: "2999-01-01T00:00:00Z",
    previous: null,
    root: toBase64(signingKey(ROOT_SEED).public),
    handlers: handlers.map(({ id, keyring }, at) => ({
      id,
      name: `Handler ${at + 1}, UNHCR`,
      role: "Investigator",
      ...publicHalf(keyring),
    })),
    recovery: { id: newId(), age1pq: recovery.age1pq.recipient, age1: recovery.age1.recipient },
    ...changes,
  };
  const envelope = signManifest(payload, ROOT_SEED);
  return { handlers, recovery, payload, envelope, manifest: await verifyManifest(envelope) };
}

/** A check for `assert.rejects`: the refusal has this code. */
export const refusedAs = (code: string) => ({ name: "SealingError", code });
