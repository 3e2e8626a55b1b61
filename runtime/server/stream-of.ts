import { setImmediate } from "node:timers/promises";
import type { Chunks } from "./body.js";

/**
 * The parts of a body as a stream, each of which is made when it is read; the event loop turns between them. To
 * cancel the stream, or to abort the request, ends the work.
 *
 * @param ended is called once, when all is read, or no more wanted; with an error, if a part cannot be made
 */
export function streamOf(
  chunks: Chunks,
  signal: AbortSignal,
  ended: (error?: unknown) => void,
): ReadableStream<Uint8Array> {
  let open = true;
  const end = (error?: unknown) => {
    if (open) ended(error);
    open = false;
  };
  const stop = async () => {
    end();
    await chunks.return?.();
  };
  return new ReadableStream(
    {
      start(controller) {
        const abort = () => {
          controller.error(signal.reason);
          void stop();
        };
        if (signal.aborted) abort();
        else signal.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        try {
          const next = await chunkOf(chunks);
          if (!open) return;
          if (next === undefined) {
            end();
            controller.close();
          } else controller.enqueue(next);
        } catch (error) {
          end(error);
          throw error; // which makes it the reader's
        }
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
}

/** The next part that is not empty; `undefined` if there is none. */
async function chunkOf(chunks: Chunks): Promise<Uint8Array | undefined> {
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    await setImmediate();
    if (next.value.length > 0) return next.value;
  }
  return undefined;
}
