import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** A request as the routes see it. */
export interface PortalRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Reads the body; can be called once. Throws a `Refusal` if the body is too long or ends early. */
  readonly body: () => Promise<string>;
}

/** A plain value, so that its status can be recorded before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Replies to a request. Throws a `Refusal` for a mistake of the client; any other error is a mistake of the portal. */
export type Handler = (request: PortalRequest) => Reply | Promise<Reply>;

/** A path and its handler. */
export interface Route {
  readonly path: string;
  readonly handler: Handler;
}

/** Thrown if a request is refused. Its reply says why. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(status: number, message: string, headers: Reply["headers"] = {}) {
    super(message);
    this.name = "Refusal";
    this.reply = json(status, { error: message }, headers);
  }
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

/** One handler for many routes; 404 for any other path. */
export function createRouter(routes: readonly Route[]): Handler {
  const handlers = new Map(routes.map((route) => [route.path, route.handler]));
  return (request) => {
    const handler = handlers.get(request.path);
    if (handler === undefined) throw new Refusal(404, "There is nothing here.");
    return handler(request);
  };
}

/** One handler for several methods; 405 for any other method. HEAD is handled as GET and sent without the body. */
export function byMethod(handlers: Readonly<Record<string, Handler>>): Handler {
  const methods = new Map(Object.entries(handlers));
  const get = methods.get("GET");
  if (get !== undefined) methods.set("HEAD", get);
  const allow = [...methods.keys()].join(", ");
  return (request) => {
    const handler = methods.get(request.method);
    if (handler === undefined) throw new Refusal(405, `Use ${allow}.`, { allow });
    return handler(request);
  };
}

/** Calls a handler. Turns a thrown error into a reply, because a recorder needs a status in any case. */
export async function replyTo(request: PortalRequest, handler: Handler): Promise<Reply> {
  try {
    return await handler(request);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    console.error(error);
    return json(500, { error: "Something went wrong here." });
  }
}

/** Converts a request of node:http. Never throws, whatever the request's target is. */
export function toPortalRequest(incoming: IncomingMessage): PortalRequest {
  const target = incoming.url ?? "/";
  const end = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: end < 0 ? target : target.slice(0, end),
    query: new URLSearchParams(end < 0 ? "" : target.slice(end + 1)),
    headers: incoming.headers,
    body: () => readBody(incoming),
  };
}

/** The value of a cookie of the request. */
export function readCookie(request: PortalRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name) return value;
  }
  return undefined;
}

/** Reads a JSON object. Refuses other Content-Types, so that a form on another site cannot send one. */
export async function readJson(request: PortalRequest): Promise<ReadonlyMap<string, unknown>> {
  requireContentType(request, "application/json");
  const value = parseJson(await request.body());
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refusal(400, "The body is not a JSON object.");
  }
  return new Map(Object.entries(value));
}

/** Reads the fields of a form, which the endpoints of OAuth 2.0 take. */
export async function readForm(request: PortalRequest): Promise<URLSearchParams> {
  requireContentType(request, "application/x-www-form-urlencoded");
  return new URLSearchParams(await request.body());
}

function requireContentType(request: PortalRequest, wanted: string): void {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== wanted) throw new Refusal(415, `The Content-Type is not ${wanted}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "The body is not JSON.");
  }
}

const LONGEST_BODY_BYTES = 16_384;

/** Throws a `Refusal`: 413 if the body is too long, 400 if the client ends the connection early. */
function readBody(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      // The rest of a body that is too long is read and dropped: otherwise the client could not read the reply.
      if (length > LONGEST_BODY_BYTES) {
        reject(new Refusal(413, `The body is longer than ${LONGEST_BODY_BYTES} bytes.`));
      } else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    incoming.on("close", () => reject(new Refusal(400, "The body ended early.")));
    incoming.on("error", () => reject(new Refusal(400, "The body ended early.")));
  });
}
