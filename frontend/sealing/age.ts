/** The age format, through `age-encryption`: one recipient a file, in two algorithms (docs/formats.md). */
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { bech32 } from "@scure/base";
import type { Bytes } from "./encoding";
import { SealingError } from "./errors";

/** `age1pq` is sealed in a browser or terminal; `age1` (X25519) by the server on the path without JavaScript. */
export type Algorithm = "age1pq" | "age1";

/** A secret identity and the recipient that belongs to it, both as age writes them. */
export interface KeyPair {
  identity: string;
  recipient: string;
}

/** The two key pairs of whoever can be granted something. */
export interface PrincipalKeys {
  age1pq: KeyPair;
  age1: KeyPair;
}

const IDENTITY_PREFIX: Record<Algorithm, string> = { age1pq: "AGE-SECRET-KEY-PQ-", age1: "AGE-SECRET-KEY-" };

/** Work factor of a passphrase stanza: about a second on a laptop (docs/formats.md, keyring). */
export const PASSPHRASE_WORK = 18;

export function algorithmOf(key: string): Algorithm {
  if (key.startsWith("age1pq1") || key.startsWith("AGE-SECRET-KEY-PQ-1")) return "age1pq";
  if (key.startsWith("age1") || key.startsWith("AGE-SECRET-KEY-1")) return "age1";
  throw new SealingError("malformed", "neither an age recipient nor an age identity");
}

/** The identity whose 32 secret bytes are `secret`. */
export async function identityFrom(secret: Uint8Array, algorithm: Algorithm): Promise<KeyPair> {
  const identity = bech32.encodeFromBytes(IDENTITY_PREFIX[algorithm], secret).toUpperCase();
  return { identity, recipient: await recipientOf(identity) };
}

export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity);

export const makeIdentity = (algorithm: Algorithm): Promise<KeyPair> =>
  identityFrom(crypto.getRandomValues(new Uint8Array(32)), algorithm);

/** Seals `plaintext` to one recipient. */
export async function seal(plaintext: Uint8Array, recipient: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return (await encrypter.encrypt(plaintext)) as Bytes;
}

/** Opens what `seal` made. Raises `not_for_us` for another's file, `malformed` for a damaged one. */
export async function open(ciphertext: Uint8Array, identity: string): Promise<Bytes> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return openWith(decrypter, ciphertext, "not_for_us");
}

/** Seals to a passphrase by age's scrypt stanza. Takes about a second: pages do it in the worker. */
export async function sealWithPassphrase(
  plaintext: Uint8Array,
  passphrase: string,
  logN = PASSPHRASE_WORK,
): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(normalised(passphrase));
  encrypter.setScryptWorkFactor(logN);
  return (await encrypter.encrypt(plaintext)) as Bytes;
}

export async function openWithPassphrase(ciphertext: Uint8Array, passphrase: string): Promise<Bytes> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(normalised(passphrase));
  return openWith(decrypter, ciphertext, "wrong_passphrase");
}

/** The same passphrase typed on another keyboard gives the same bytes (RFC 8265, section 4.2: NFC). */
const normalised = (passphrase: string): string => passphrase.normalize("NFC");

export async function openWith(
  decrypter: Decrypter,
  ciphertext: Uint8Array,
  otherwise: "not_for_us" | "wrong_passphrase",
): Promise<Bytes> {
  try {
    return (await decrypter.decrypt(ciphertext)) as Bytes;
  } catch (error) {
    const foreign = error instanceof Error && error.message.startsWith("no identity matched");
    throw new SealingError(foreign ? otherwise : "malformed", "this age file cannot be opened with this key");
  }
}
