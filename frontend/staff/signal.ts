/** Something happened: whoever listens is told, in the order of listening. */

export class Signal<T = void> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Listen; the answer ends it. */
  on(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
