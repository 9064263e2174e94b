// What the offline page does with what it carries: lists of people inside the page in, a sealed submission out. No DOM.

import { buildSubmission, fromBase64, SealingError, text, verifyManifest } from "../sealing";
import type { Draft, Envelope, Manifest, Submission } from "../sealing";

/** A list of people inside the page, by the name that it gives itself; what it says is not checked yet. */
export interface Packed {
  label: string;
  envelope: Envelope;
}

export function readPacked(json: string): Packed[] {
  return (JSON.parse(json) as Envelope[]).map((envelope) => ({ label: labelOf(envelope), envelope }));
}

function labelOf({ payload }: Envelope): string {
  const { entity_name, team_name } = JSON.parse(text(fromBase64(payload))) as { entity_name: string; team_name: string };
  return `${entity_name} · ${team_name}`;
}

/** Checks the list once more and seals: hours may have passed since it was shown. Throws `SealingError`. */
export async function sealForLater(draft: Omit<Draft, "manifest">, envelope: Envelope | null, now = new Date()): Promise<Submission> {
  if (draft.want === "record") return buildSubmission({ ...draft, manifest: null, excluded: [] });
  if (!envelope) throw new SealingError("nobody_left", "a report needs somebody to read it");
  return buildSubmission({ ...draft, manifest: await checked(envelope, now) });
}

/** Which list is the newest cannot be known without a network; the site refuses an older one when it is sent. */
export function checked(envelope: Envelope, now = new Date()): Promise<Manifest> {
  return verifyManifest(envelope, { now });
}

/** The key of the words for a list that cannot be used. */
export function problemOf(error: unknown): "list_expired" | "list_not_genuine" {
  const expired = error instanceof SealingError && error.code === "manifest_expired";
  return expired ? "list_expired" : "list_not_genuine";
}
