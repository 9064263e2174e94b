/** A staff case file: the second compartment of a report, granted to staff and recovery, never to the receipt. */
import { type Algorithm, makeIdentity } from "./age";
import { newId } from "./encoding";
import { type Grant, type GrantTarget, makeGrants } from "./grants";

export interface NewCompartment {
  /** `POST reports/{id}/case-file`. */
  body: { compartment: { id: string; algorithm: Algorithm; recipient: string }; grants: Grant[] };
  identity: string;
}

export async function makeCaseFile(targets: readonly GrantTarget[]): Promise<NewCompartment> {
  const { identity, recipient } = await makeIdentity("age1pq");
  const id = newId();
  const grants = await makeGrants({ compartment: id, epoch: 1, identity }, targets);
  return { body: { compartment: { id, algorithm: "age1pq", recipient }, grants }, identity };
}
