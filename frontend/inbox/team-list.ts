/**
 * The signed list of a team, verified here: by the root this handler's sealed index remembers, never older than the
 * one she has seen. First use remembers. Who was ever named by a verified list is remembered as a signer.
 */

import { api, Refusal } from "../staff/api";
import { codeOf } from "../staff/faults";
import { fingerprint, fromBase64, memoryOf, rollbackKey, verifyManifest, type Manifest } from "../sealing";
import type { Index, RememberedTeam } from "./index-content";
import type { IndexStore } from "./index-store";
import type { WireManifest } from "./wire";

export interface TeamList {
  /** Verified by signature, root and version; null where that failed. */
  readonly manifest: Manifest | null;
  /** Why nobody can be let in; null when all is well. */
  readonly problem: string | null;
  /** The root was seen for the first time. */
  readonly first: boolean;
}

const NONE: TeamList = { manifest: null, problem: "manifest_none", first: false };

/** Fetch and verify; what is learnt goes into the index. */
export async function fetchTeamList(team: string, index: IndexStore): Promise<TeamList> {
  let envelope: WireManifest;
  try {
    envelope = await api.get<WireManifest>(`teams/${team}/manifest`);
  } catch (error) {
    if (error instanceof Refusal) return NONE;
    throw error;
  }
  return readTeamList(envelope, team, index);
}

export async function readTeamList(envelope: WireManifest, team: string, index: IndexStore): Promise<TeamList> {
  const known = index.content.teams[team];
  try {
    const manifest = await verified(envelope, team, known);
    learn(index, manifest);
    const expired = Date.parse(manifest.expires) <= Date.now();
    return { manifest, problem: expired ? "manifest_expired" : null, first: !known };
  } catch (error) {
    const code = codeOf(error);
    return { manifest: null, problem: code.startsWith("manifest_") ? code : "manifest_bad", first: false };
  }
}

/** Expiry is checked apart: an expired list lets nobody in, but its people did sign what they signed. */
function verified(envelope: WireManifest, team: string, known: RememberedTeam | undefined): Promise<Manifest> {
  const seen = known ? { [rollbackKey(team, known.root)]: known.version } : {};
  const pinned = known ? fingerprint(fromBase64(known.root, 32)) : null;
  return verifyManifest(envelope, { now: new Date(0), team, pinned, memory: memoryOf(seen) });
}

function learn(index: IndexStore, manifest: Manifest): void {
  const { team, root, version, sha256 } = manifest;
  const known = index.content.teams[team];
  const handlers = manifest.handlers.filter(({ id, ed25519 }) => index.content.signers[id]?.ed25519 !== ed25519);
  if (known?.version === version && handlers.length === 0) return;
  const named = Object.fromEntries(handlers.map(({ id, name, ed25519 }) => [id, { name, ed25519 }]));
  index.change((content: Index) => ({
    ...content,
    teams: { ...content.teams, [team]: { root, version, sha256 } },
    // The first key seen for a principal stays: a key set never changes its keys.
    signers: { ...named, ...content.signers },
  }));
}
