// Shutting a handler out later: what is written from now on is sealed to a new identity that she or he never gets.

import { mailboxTarget, rotate, teamTargets } from "../sealing";
import { call } from "./api";
import { lastEpoch, type Mailbox } from "./open-mailbox";

export async function shutOut(mailbox: Mailbox, principal: string): Promise<void> {
  const { view, manifest, keys } = mailbox;
  // Without a list in force nobody can be sealed to; she is shut out all the same, and the key changes later.
  if (!manifest) return send(mailbox, { principal });
  const reading = new Set(view.readers.filter((reader) => !reader.excluded).map((reader) => reader.principal));
  reading.delete(principal);
  // Who came to the list later was never let in, and is not by this.
  const out = manifest.handlers.map(({ id }) => id).filter((id) => !reading.has(id));
  const algorithm = view.compartment.algorithm;
  const targets = [...teamTargets(manifest, out), mailboxTarget(keys[algorithm].recipient, algorithm)];
  const next = { compartment: view.compartment.id, number: lastEpoch(view) + 1 };
  const { body } = await rotate({ ...next, algorithm, targets, author: keys.author });
  await send(mailbox, { principal, epoch: body });
}

async function send({ keys }: Mailbox, json: object): Promise<void> {
  await call("mailbox/exclude", { method: "POST", bearer: keys.locator.bearer, json });
}
