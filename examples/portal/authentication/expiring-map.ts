/** A map whose values expire. If there are too many, the oldest is removed, so that memory is bounded. */
export class ExpiringMap<Value> {
  readonly #seconds: number;
  readonly #entries = new Map<string, { readonly value: Value; readonly until: number }>();

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.until <= Date.now()) return undefined;
    return entry.value;
  }

  /** Returns a value and removes it: for values that may be used once. */
  take(key: string): Value | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key); // a map keeps the order of insertion, so its first key is the oldest
    this.#entries.set(key, { value, until: Date.now() + this.#seconds * 1000 });
    if (this.#entries.size <= MOST_ENTRIES) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}

const MOST_ENTRIES = 10_000;
