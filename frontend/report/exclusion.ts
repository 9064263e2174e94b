// Shutting a handler out later: what is written from now on is sealed to a new identity that she or he never gets.

import { mailboxTarget, rotate, teamTargets } from "../sealing";
import { call } from "./api";
import type { Mailbox } from "./open-mailbox";

export async function shutOut(mailbox: Mailbox, principal: string): Promise<void> {
  const { view, manifest, keys, place } = mailbox;
  if (!manifest) throw new Error("no manifest that could be trusted");
  const out = [...view.readers.filter((reader) => reader.excluded).map((reader) => reader.principal), principal];
  const algorithm = view.compartment.algorithm;
  const targets = [...teamTargets(manifest, out), mailboxTarget(keys[algorithm].recipient, algorithm)];
  const { body } = await rotate({ compartment: place.compartment, number: place.epoch + 1, algorithm, targets });
  await call("mailbox/exclude", { method: "POST", bearer: keys.locator.bearer, json: { principal, epoch: body } });
}
