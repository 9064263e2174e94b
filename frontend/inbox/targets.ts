/** To whom a new identity is sealed: only to keys that the verified manifest names. */

import { Fault } from "../staff/faults";
import type { GrantTarget, Manifest } from "../sealing";
import type { WireCompartment } from "./wire";

/** The verified manifest in force, or a fault that says why there is none. */
export function inForce(opened: { team: { manifest: Manifest | null; problem: string | null } }): Manifest {
  const { manifest, problem } = opened.team;
  if (!manifest || problem) throw new Fault(problem ?? "manifest_bad");
  return manifest;
}

/** Those of `principals` whom the manifest names, and recovery. */
export function targets(manifest: Manifest, principals: ReadonlySet<string>): GrantTarget[] {
  const named = manifest.handlers.filter((handler) => principals.has(handler.id));
  return [...named, manifest.recovery].map(({ id, age1pq, age1 }) => ({ principal: id, age1pq, age1 }));
}

/** Everyone who may read a compartment now and is still on the list, and recovery. */
export function readersOf(stored: WireCompartment, manifest: Manifest): GrantTarget[] {
  const reading = stored.readers.filter((reader) => !reader.excluded);
  return targets(manifest, new Set(reading.map((reader) => reader.principal)));
}
