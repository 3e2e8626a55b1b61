import type { ServerResponse } from "node:http";
import { type EncodedBody, encodeBody, type HeaderField, type ReplyBody } from "./body/encode-body.js";
import { workTurns } from "./body/work-turns.js";

/** A reply to a request. `sendReply` sends it by `node:http`, `toResponse` makes a `Response` of it. */
export interface Reply extends ReplyBody {
  readonly status: number;
  /** Without `Content-Encoding` and `Content-Length`, which depend on the body. */
  readonly headers: readonly HeaderField[];
}

/** A reply whose body exists already. */
export function wholeReply(
  status: number,
  body: Uint8Array,
  headers: readonly HeaderField[],
  done: Reply["done"] = () => {},
): Reply {
  return { status, headers, slices: [body].values(), done };
}

/** A reply that is text for people. */
export function textReply(
  status: number,
  text: string,
  headers: readonly HeaderField[] = [],
  done?: Reply["done"],
): Reply {
  const type: HeaderField = ["Content-Type", "text/plain; charset=utf-8"];
  return wholeReply(status, Buffer.from(text), [type, ...headers], done);
}

/** The reply to a method other than GET and HEAD. */
export function methodNotAllowed(headers: readonly HeaderField[] = [], done?: Reply["done"]): Reply {
  return textReply(405, "only GET and HEAD are allowed\n", [...headers, ["Allow", "GET, HEAD"]], done);
}

/** Whether a method is GET or HEAD. */
export function isReadMethod(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD";
}

/** At most this many bytes are written ahead of a slow reader. It has the write time-out for as many. */
const MOST_AHEAD = 1 << 20;

/**
 * Sends a reply: a small body whole; of a large one, each slice when the reader has taken the one before, so that
 * little is held in memory for a slow reader.
 *
 * @throws what the body's slices throw; the response may have begun then
 */
export async function sendReply(response: ServerResponse, reply: Reply): Promise<void> {
  response.statusCode = reply.status;
  const { headers, body, release, done } = await encodeBody(reply, response.req.method === "HEAD");
  for (const [name, value] of [...reply.headers, ...headers]) response.setHeader(name, value);
  try {
    if (body instanceof Uint8Array) {
      if (release !== undefined) response.once("finish", release); // the operating system has all of it by then
      if (body.length <= MOST_AHEAD) response.end(body);
      else await write(response, [body]);
    } else {
      await write(response, body);
    }
  } catch (error) {
    done(error);
    throw error;
  }
  done();
}

/** Writes the parts of a body as the reader takes them, and ends the response. Stops if the reader is gone. */
async function write(
  response: ServerResponse,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  let ahead = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += MOST_AHEAD) {
      const part = chunk.subarray(from, from + MOST_AHEAD);
      await workTurns.now(() => response.write(part));
      ahead = response.writableNeedDrain ? ahead + part.length : 0; // it may have been taken by now
      if (ahead > 0 && ahead + part.length > MOST_AHEAD) {
        await drained(response);
        ahead = 0;
      }
      if (response.destroyed) return;
    }
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle);
      response.off("close", settle);
      resolve();
    };
    response.on("drain", settle);
    response.on("close", settle);
  });
}

/**
 * Makes a `Response` of a reply. The parts of a large body are made as they are read. To cancel the body, or to abort
 * the request, ends the work.
 *
 * @throws what the first slices of the body throw
 */
export async function toResponse(reply: Reply, request: Request): Promise<Response> {
  const head = request.method === "HEAD";
  const { headers, body, done } = await encodeBody(reply, head);
  const init = {
    status: reply.status,
    headers: [...reply.headers, ...headers].map(([name, value]): [string, string] => [name, value]),
  };
  if (!(body instanceof Uint8Array)) return new Response(streamOf(body, request, done), init);
  done();
  return new Response(head ? null : body, init);
}

function streamOf(
  chunks: AsyncGenerator<Uint8Array, void>,
  request: Request,
  done: EncodedBody["done"],
): ReadableStream<Uint8Array> {
  // Deno cancels the body of a client that is gone, and warns of who reads the signal: it also aborts after a reply.
  const signal = "Deno" in globalThis ? undefined : request.signal;
  let open = true;
  const end = (error?: unknown) => {
    if (open) done(error);
    open = false;
  };
  const stop = async () => {
    end();
    await chunks.return();
  };
  return new ReadableStream(
    {
      start(controller) {
        const abort = () => {
          controller.error(signal?.reason);
          void stop();
        };
        if (signal?.aborted) abort();
        else signal?.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        try {
          const next = await chunks.next();
          if (!open) return;
          if (next.done === true) {
            end();
            controller.close();
          } else controller.enqueue(next.value);
        } catch (error) {
          end(error);
          throw error; // the stream passes it to the reader
        }
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
}
