/** Whole submissions from plain JSON, one or thousands. */
import { type Envelope, verifyManifest } from "../manifest";
import { generateReceipt, locatorOf, openReceipt, receiptDigits, type ReceiptKeys } from "../receipt";
import { buildSubmission, type Draft } from "../submission";

export interface SubmissionsGiven {
  manifest: Envelope | null;
  drafts: Omit<Draft, "manifest" | "receipt">[];
  shared_mailbox?: boolean;
}

export async function* submissions({ manifest, drafts, shared_mailbox = false }: SubmissionsGiven) {
  const verified = manifest && (await verifyManifest(manifest));
  const shared = shared_mailbox ? await openReceipt(generateReceipt()) : null;
  for (const draft of drafts) {
    const receipt = await receiptFor(shared);
    const team = draft.want === "record" ? null : verified;
    const { body, identity } = await buildSubmission({ ...draft, manifest: team, receipt });
    yield { body, receipt: receiptDigits(receipt.number), identity };
  }
}

/** With shared keys only the locator is this receipt's own: enough to load a server, too little to come back with. */
async function receiptFor(shared: ReceiptKeys | null): Promise<{ number: bigint; keys: ReceiptKeys }> {
  const number = generateReceipt();
  return { number, keys: shared ? { ...shared, locator: locatorOf(number) } : await openReceipt(number) };
}
