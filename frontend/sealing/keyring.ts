/** The keyring of a handler: made in her browser, stored only sealed (docs/formats.md, Keyring). */
import {
  makeIdentity,
  openWithPassphrase,
  PASSPHRASE_WORK,
  type PrincipalKeys,
  recipientOf,
  sealWithPassphrase,
} from "./age";
import { type Bytes, fromBase64, readObject, text, toBase64, utf8 } from "./encoding";
import { SealingError } from "./errors";
import { makeSigningKey, type SigningKey, signingKey } from "./signing";

export interface Keyring extends PrincipalKeys {
  author: SigningKey;
}

/** What stands in the manifest. */
export interface PublicHalf {
  age1pq: string;
  age1: string;
  ed25519: string;
}

export async function makeKeyring(): Promise<Keyring> {
  return { age1pq: await makeIdentity("age1pq"), age1: await makeIdentity("age1"), author: makeSigningKey() };
}

export const publicHalf = (keyring: Keyring): PublicHalf => ({
  age1pq: keyring.age1pq.recipient,
  age1: keyring.age1.recipient,
  ed25519: toBase64(keyring.author.public),
});

/** The JSON that is sealed: identities and seed. */
export function keyringBytes(keyring: Keyring): Bytes {
  const { age1pq, age1, author } = keyring;
  return utf8(
    JSON.stringify({ v: 1, age1pq: age1pq.identity, age1: age1.identity, ed25519: toBase64(author.secret) }),
  );
}

export async function readKeyring(plaintext: Uint8Array): Promise<Keyring> {
  const stored = readObject(text(plaintext));
  if (stored.v !== 1 || typeof stored.age1pq !== "string" || typeof stored.age1 !== "string") {
    throw new SealingError("malformed", "this is not a keyring");
  }
  return {
    age1pq: { identity: stored.age1pq, recipient: await recipientOf(stored.age1pq) },
    age1: { identity: stored.age1, recipient: await recipientOf(stored.age1) },
    author: signingKey(fromBase64(stored.ed25519, 32)),
  };
}

export const sealKeyring = (keyring: Keyring, passphrase: string, logN = PASSPHRASE_WORK): Promise<Bytes> =>
  sealWithPassphrase(keyringBytes(keyring), passphrase, logN);

export const openKeyring = async (ciphertext: Uint8Array, passphrase: string): Promise<Keyring> =>
  readKeyring(await openWithPassphrase(ciphertext, passphrase));
