// Writing into one's own compartment: messages, and the items that name files.

import { newId, sealItem, SealingWorker, type ItemContent, type ReceiptKeys, type SealedFile } from "../sealing";
import { call, Refused } from "./api";
import { setting } from "./page";

/** Where the next words go: the newest epoch, and the place in the sequence that is probably free. */
export interface Place {
  compartment: string;
  epoch: number;
  recipient: string;
  keys: ReceiptKeys;
  next: number;
}

/**
 * Seals and sends one item, once: a repeat after a lost answer has the same identifier. Somebody else may have taken
 * the place in the sequence meanwhile; then it is sealed again for the next free one.
 */
export async function append(place: Place, content: ItemContent, id: string = newId()): Promise<void> {
  const file = content.type === "file" ? { file: content.body.file } : {};
  for (;;) {
    const { compartment, epoch, recipient, keys, next: sequence } = place;
    const item = await sealItem(content, { compartment, epoch, sequence, direction: "reporter", recipient, author: keys.author, id });
    try {
      const json = { ...item, ...file };
      await call("mailbox/items", { method: "POST", bearer: keys.locator.bearer, json });
      place.next = sequence + 1;
      return;
    } catch (error) {
      if (!(error instanceof Refused && error.code === "sequence_taken")) throw error;
      place.next = Number(error.more.next);
    }
  }
}

export function fileEndpoint(keys: ReceiptKeys) {
  return {
    url: `${setting("api")}mailbox/files`,
    headers: { Authorization: `Receipt ${keys.locator.bearer}` },
    credentials: "omit" as const,
  };
}

export function sealingWorker(): SealingWorker {
  return new SealingWorker(setting("worker"));
}

export function fileItem(sealed: SealedFile, file: { name: string; type: string; metadataRemoved: boolean }): ItemContent {
  return {
    type: "file",
    body: { ...sealed, name: file.name, media_type: file.type || "application/octet-stream", metadata_removed: file.metadataRemoved },
  };
}
