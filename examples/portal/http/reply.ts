/** What a route answers: a plain value, so that its status can be recorded before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, value: unknown, headers: Reply["headers"] = {}): Reply {
  return { status, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(value) };
}

export function html(body: string): Reply {
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

export function empty(status: number): Reply {
  return { status, headers: {}, body: "" };
}

export function redirect(location: string): Reply {
  return { status: 302, headers: { location }, body: "" };
}
