/** The sealed index in use: changed here, sealed by the keeper, put to the server a moment later, merged on conflict. */

import { api, Refusal } from "../staff/api";
import { EMPTY, isIndex, merge, type Index } from "./index-content";
import type { Keeper } from "./keeper";
import type { WireInbox, WireIndex } from "./wire";

const PAUSE = 1500;
const TRIES = 5;

export class IndexStore {
  content: Index = EMPTY;
  #version = 0;
  #dirty = false;
  #timer = 0;
  #saving: Promise<void> = Promise.resolve();

  constructor(private readonly keeper: Keeper) {}

  /** Take what the server keeps; false when it cannot be read (then it is built anew, docs/adr/0006). */
  async load(stored: WireIndex | null): Promise<boolean> {
    if (!stored) return true;
    this.#version = stored.version;
    const read = await this.#read(stored);
    if (read) this.content = read;
    return read !== null;
  }

  /** Change the content; it is sealed and sent after a short pause. */
  change(alter: (index: Index) => Index): void {
    this.content = alter(this.content);
    this.#dirty = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.save().catch(() => undefined), PAUSE);
  }

  /** Seal and send what has changed, now. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#put());
    return this.#saving;
  }

  async #put(): Promise<void> {
    for (let tries = 0; this.#dirty && tries < TRIES; tries++) {
      this.#dirty = false;
      try {
        const version = this.#version + 1;
        await api.put("index", { version, ciphertext: await this.keeper.sealIndex(this.content) });
        this.#version = version;
      } catch (error) {
        this.#dirty = true;
        if (!(error instanceof Refusal) || error.status !== 409) throw error;
        await this.#takeTheirs();
      }
    }
  }

  async #takeTheirs(): Promise<void> {
    const { index } = await api.get<WireInbox>("inbox");
    this.#version = index?.version ?? 0;
    const theirs = index && (await this.#read(index));
    if (theirs) this.content = merge(this.content, theirs);
  }

  async #read(stored: WireIndex): Promise<Index | null> {
    const content = await this.keeper.readIndex(stored.ciphertext).catch(() => null);
    return isIndex(content) ? content : null;
  }
}
