// Proof of work, asked for only during a flood: SHA-256("<challenge>:<nonce>") begins with `bits` zero bits.

import { sha256, utf8 } from "../sealing";
import { call } from "./api";

const BATCH = 2_000;

export interface Work {
  challenge: string;
  nonce: string;
}

interface Asked {
  required: boolean;
  challenge: string;
  bits: number;
}

export async function workFor(compartment: string): Promise<Work | undefined> {
  const asked = await call<Asked>(`work?compartment=${compartment}`);
  return asked.challenge ? { challenge: asked.challenge, nonce: await solve(asked) } : undefined;
}

async function solve({ challenge, bits }: Asked): Promise<string> {
  for (let nonce = 0; ; nonce++) {
    if (zeroBits(sha256(utf8(`${challenge}:${nonce}`))) >= bits) return String(nonce);
    if (nonce % BATCH === 0) await new Promise((resolve) => setTimeout(resolve)); // the page stays alive
  }
}

function zeroBits(digest: Uint8Array): number {
  const first = digest.findIndex((byte) => byte !== 0);
  return first < 0 ? digest.length * 8 : first * 8 + Math.clz32(digest[first]!) - 24;
}
