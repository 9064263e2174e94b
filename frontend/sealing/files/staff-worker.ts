/** The handler's worker: files, and the keyring's slow passphrase. */
import { openKeyring, sealKeyring } from "../keyring";
import { openFile } from "./open";
import { sealFile } from "./seal";
import { serve } from "./serve";

serve({
  "seal-file": sealFile,
  "open-file": openFile,
  "seal-keyring": ({ keyring, passphrase }) => sealKeyring(keyring, passphrase),
  "open-keyring": ({ ciphertext, passphrase }) => openKeyring(ciphertext, passphrase),
});
