/** A request of the load. */
export interface Visit {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface Visited {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** How visitors send: at the load's pace. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Someone with a browser, or a program: remembers the cookie that the portal gives. */
export class Visitor {
  readonly #send: Send;
  #cookie: string | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  async visit(visit: Visit): Promise<Visited> {
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

  /** Starts over, as in a new browser. */
  forget(): void {
    this.#cookie = undefined;
  }
}

function bodyOf({ json, form }: Visit): { readonly body?: string | URLSearchParams } {
  if (form !== undefined) return { body: new URLSearchParams(form) }; // fetch sets the Content-Type
  return json === undefined ? {} : { body: JSON.stringify(json) };
}
