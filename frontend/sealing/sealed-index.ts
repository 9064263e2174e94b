/** What a handler has opened, summed up and sealed to herself, so that the inbox lists at once (ADR 0006). */
import { open, seal } from "./age";
import { fromBase64, readObject, text, toBase64 } from "./encoding";
import { padme, paddedJson, SMALLEST_ITEM } from "./padding";

const indexClass = (size: number): number => padme(Math.max(size, SMALLEST_ITEM));

/** One age file to the handler's own hybrid recipient, base64, padded by Padmé. */
export const sealIndex = async (index: object, recipient: string): Promise<string> =>
  toBase64(await seal(paddedJson(index, indexClass), recipient));

export const openIndex = async (ciphertext: string, identity: string): Promise<Record<string, unknown>> =>
  readObject(text(await open(fromBase64(ciphertext), identity)));
