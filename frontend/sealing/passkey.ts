/** A passkey that offers PRF opens the keyring without a passphrase. Optional: not every platform has it. */
import { Decrypter, Encrypter, webauthn } from "age-encryption";
import { openWith } from "./age";
import type { Bytes } from "./encoding";
import { type Keyring, keyringBytes, readKeyring } from "./keyring";

/** Whether this browser may offer it at all; whether the authenticator does shows only when it is made. */
export const passkeysOffered = (): boolean => typeof PublicKeyCredential !== "undefined";

/** Makes a credential for sealing and returns age's name for it, to be kept beside the sealed keyring as a hint. */
export const createPasskey = (label: string, rpId: string): Promise<string> =>
  webauthn.createCredential({ keyName: label, rpId, type: "passkey" });

/** An age `fido2prf` file. Asks for the passkey twice in the life of the page: when made and when sealed. */
export async function sealKeyringWithPasskey(keyring: Keyring, passkey: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity: passkey }));
  return (await encrypter.encrypt(keyringBytes(keyring))) as Bytes;
}

/** Without `passkey` the browser offers the ones it knows for `rpId`. */
export async function openKeyringWithPasskey(
  ciphertext: Uint8Array,
  { passkey, rpId }: { passkey?: string; rpId?: string },
): Promise<Keyring> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(new webauthn.WebAuthnIdentity(passkey ? { identity: passkey } : rpId ? { rpId } : {}));
  return readKeyring(await openWith(decrypter, ciphertext, "not_for_us"));
}
