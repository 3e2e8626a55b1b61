import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.js";
import type { PortalRequest } from "./request.js";

const LIMIT_BYTES = 16_384;

/** The body as text. A `Refusal` with 413 past the limit, with 400 if the client goes away half-way. */
export function readBody(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      // What follows is read and dropped, so that the client gets to read the answer.
      if (length > LIMIT_BYTES) reject(new Refusal(413, `The body is longer than ${LIMIT_BYTES} bytes.`));
      else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    incoming.on("close", () => reject(new Refusal(400, "The body ended early.")));
    incoming.on("error", () => reject(new Refusal(400, "The body ended early.")));
  });
}

/** A JSON object in the body, by its fields. Also refuses another Content-Type: a form of another site. */
export async function readJson(request: PortalRequest): Promise<ReadonlyMap<string, unknown>> {
  requireType(request, "application/json");
  const value = parseJson(await request.body());
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refusal(400, "The body is not a JSON object.");
  }
  return new Map(Object.entries(value));
}

/** The fields of a form in the body, as the endpoints of OAuth 2.0 take them. */
export async function readForm(request: PortalRequest): Promise<URLSearchParams> {
  requireType(request, "application/x-www-form-urlencoded");
  return new URLSearchParams(await request.body());
}

function requireType(request: PortalRequest, wanted: string): void {
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
