/** A request of the load. */
export interface Visit {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

/** The reply to a visit. */
export interface VisitReply {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** Sends a request; the load delays it. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** A browser or another program that keeps the portal's cookie. */
export class Visitor {
  readonly #send: Send;
  #cookie: string | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  async visit(visit: Visit): Promise<VisitReply> {
    const response = await this.#send(visit.path, {
      method: visit.method,
      redirect: "manual",
      headers: {
        ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
        ...(visit.json === undefined ? {} : { "content-type": "application/json" }),
        ...visit.headers,
      },
      ...bodyOf(visit),
    });
    this.#cookie = response.headers.getSetCookie()[0]?.split(";", 1)[0] ?? this.#cookie;
    const body = await response.text();
    return { status: response.status, location: response.headers.get("location") ?? undefined, body };
  }

  /** Removes the cookie, as in a new browser. */
  clearCookie(): void {
    this.#cookie = undefined;
  }
}

function bodyOf({ json, form }: Visit): { readonly body?: string | URLSearchParams } {
  if (form !== undefined) return { body: new URLSearchParams(form) }; // fetch sets the Content-Type
  return json === undefined ? {} : { body: JSON.stringify(json) };
}

/** Random numbers. The same seed gives the same numbers, and so the same load. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  shuffle<Item>(items: readonly Item[]): readonly Item[];
}

/** Mulberry32, a generator with 32 bits of state. */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  return {
    next,
    shuffle: (items) =>
      items
        .map((item) => ({ item, order: next() }))
        .sort((left, right) => left.order - right.order)
        .map(({ item }) => item),
  };
}
