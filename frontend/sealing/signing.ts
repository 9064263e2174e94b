/** Ed25519, through `@noble/curves`. */
import { ed25519 } from "@noble/curves/ed25519.js";
import type { Bytes } from "./encoding";

export interface SigningKey {
  /** The 32-byte seed. */
  secret: Bytes;
  public: Bytes;
}

export const signingKey = (seed: Uint8Array): SigningKey => ({
  secret: seed.slice() as Bytes,
  public: ed25519.getPublicKey(seed) as Bytes,
});

export const makeSigningKey = (): SigningKey => signingKey(crypto.getRandomValues(new Uint8Array(32)));

export const sign = (message: Uint8Array, key: SigningKey): Bytes => ed25519.sign(message, key.secret) as Bytes;

/** Strict verification (RFC 8032, not ZIP 215), so that browser, terminal and server agree on every signature. */
export function verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
