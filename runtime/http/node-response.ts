import type { IncomingMessage, ServerResponse } from "node:http";
import { CLIENT_CLOSED_REQUEST, type HttpRecorder } from "./http-recorder.js";

/**
 * Records a request of a server of `node:http` or `node:http2`, or of a framework on top of them: when its response has
 * been sent, or its connection has closed before. A response that was cut off has the code that was sent.
 *
 * @param routeOf called when the response has ended
 */
export function recordNodeRequest<Request extends IncomingMessage, Response extends ServerResponse>(
  recorder: HttpRecorder<Request, Response>,
  request: Request,
  response: Response,
  routeOf: (request: Request) => string,
): void {
  const open = recorder.begin(request.method ?? "", request, response);
  const count = recorder.measuresSize ? countBytes(response) : undefined;
  response.on("close", () => {
    const code = response.headersSent ? response.statusCode : CLIENT_CLOSED_REQUEST;
    const bytes = count === undefined ? 0 : count.bytes;
    recorder.end(open, { code, route: routeOf(request), bytes }, request, response);
  });
}

/** Counts the bytes of a response's body that are written from now on. */
function countBytes(response: ServerResponse): { readonly bytes: number } {
  const count = { bytes: 0 };
  const { write, end } = response;
  Object.assign(response, {
    write(this: ServerResponse, chunk: unknown, ...rest: unknown[]): unknown {
      count.bytes += sizeOf(chunk, rest[0]);
      return Reflect.apply(write, this, [chunk, ...rest]);
    },
    end(this: ServerResponse, chunk: unknown, ...rest: unknown[]): unknown {
      const before = count.bytes;
      const result: unknown = Reflect.apply(end, this, [chunk, ...rest]);
      if (count.bytes === before) count.bytes += sizeOf(chunk, rest[0]); // that of HTTP/2 calls `write`
      return result;
    },
  });
  return count;
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === "string") {
    return Buffer.byteLength(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
