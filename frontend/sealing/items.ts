/** Items: what is said in a compartment, padded, sealed to an epoch, signed by its author (docs/formats.md, Item). */
import { open, seal } from "./age";
import { fromBase64, newId, readObject, sameBytes, sha256, text, timestamp, toBase64, toHex, utf8 } from "./encoding";
import { SealingError } from "./errors";
import { paddedJson } from "./padding";
import { sign, type SigningKey, verify } from "./signing";

export type Direction = "reporter" | "handlers" | "staff";

export interface ReportBody {
  text: string;
  subject?: string;
  name?: string;
  contact?: string;
  safe_contact?: string;
  answers?: Record<string, unknown>;
  /** `root` is a fingerprint. */
  manifest?: { team: string; version: number; sha256: string; root?: string };
}

export interface FileBody {
  file: string;
  name: string;
  media_type: string;
  /** Bytes of the content, without padding. */
  size: number;
  /** Of the ciphertext, hex. */
  sha256: string;
  ciphertext_size: number;
  metadata_removed: boolean;
}

export type ItemContent =
  | { type: "report"; body: ReportBody; at?: string }
  | { type: "message" | "note"; body: { text: string }; at?: string }
  | { type: "file"; body: FileBody; at?: string };

export interface ItemPlace {
  compartment: string;
  epoch: number;
  sequence: number;
  direction: Direction;
}

/** As the server takes it; `id` stays the same when the item is sealed again for another sequence. */
export interface SealedItem {
  id: string;
  epoch: number;
  sequence: number;
  ciphertext: string;
  signature: string;
}

export type OpenedItem = ItemContent & ItemPlace & { at: string; author: string };

export async function sealItem(
  content: ItemContent,
  place: ItemPlace & { recipient: string; author: SigningKey; id?: string },
): Promise<SealedItem> {
  const { compartment, epoch, sequence, direction, recipient, author } = place;
  const plaintext = paddedJson({
    v: 1,
    compartment,
    sequence,
    direction,
    type: content.type,
    at: content.at ?? timestamp(),
    author: toBase64(author.public),
    body: content.body,
  });
  const ciphertext = await seal(plaintext, recipient);
  const signature = sign(signedBytes(place, ciphertext), author);
  return { id: place.id ?? newId(), epoch, sequence, ciphertext: toBase64(ciphertext), signature: toBase64(signature) };
}

/** What the author signs, because age does not say who sealed a file. */
function signedBytes({ compartment, epoch, sequence, direction }: ItemPlace, ciphertext: Uint8Array): Uint8Array {
  const hash = toHex(sha256(ciphertext));
  return utf8(`upstander item v1\n${compartment}\n${epoch}\n${sequence}\n${direction}\n${hash}\n`);
}

/**
 * Opens an item that stands at `place` and must be of `author` (Ed25519 public key, base64). Refuses another's
 * signature, and what was sealed for another compartment, place in the sequence or direction.
 */
export async function openItem(
  sealed: { ciphertext: string; signature: string },
  place: ItemPlace & { identity: string; author: string },
): Promise<OpenedItem> {
  const ciphertext = fromBase64(sealed.ciphertext);
  const author = fromBase64(place.author, 32);
  if (!verify(fromBase64(sealed.signature, 64), signedBytes(place, ciphertext), author)) {
    throw new SealingError("bad_signature", "this item is not signed by its author");
  }
  const item = readObject(text(await open(ciphertext, place.identity)));
  checkPlace(item, place);
  if (!sameBytes(fromBase64(item.author, 32), author)) throw new SealingError("wrong_place", "another author is named");
  return { ...(item as unknown as OpenedItem), epoch: place.epoch };
}

const TYPES = ["report", "message", "note", "file"];

function checkPlace(item: Record<string, unknown>, place: ItemPlace): void {
  const { compartment, sequence, direction } = place;
  if (item.compartment !== compartment || item.sequence !== sequence || item.direction !== direction) {
    throw new SealingError("wrong_place", "this item was written for another place");
  }
  if (item.v !== 1 || !TYPES.includes(String(item.type)) || typeof item.body !== "object" || item.body === null) {
    throw new SealingError("malformed", "this is not an item");
  }
}
