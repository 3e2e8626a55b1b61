import { randomUUID } from "node:crypto";
import { BroadcastChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Metrics } from "../metrics.js";
import { ThreadCollector } from "./collector.js";
import { publishProgram, type SharedProgram } from "./shared-program.js";
import type { ThreadMessage } from "./thread-message.js";

/**
 * In the main thread, before worker threads are created: has what they record, once they have called
 * `joinMetrics`, exposed here, as if this thread had recorded it. Counters and histograms are added up; of a
 * gauge, the values that the threads which run have for a series make one as its `combine` says.
 *
 * @param metrics what the generated recorders export
 */
export function shareMetrics(metrics: Metrics): void {
  if (shared.has(metrics)) return;
  shared.add(metrics);
  const program: SharedProgram = {
    channel: `metricsmith ${randomUUID()}`,
    sent: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  const collector = new ThreadCollector(metrics, receiver(program));
  process.on("worker", (worker) => {
    const thread = worker.threadId; // which it has no longer when it has ended
    worker.once("exit", () => collector.end(thread));
  });
  publishProgram(metrics, program);
}

const shared = new WeakSet<Metrics>();

/** Gives a function that hands over the messages which have arrived since it was last called. */
function receiver({ channel, sent }: SharedProgram): (accept: (message: ThreadMessage) => void) => void {
  const port = new BroadcastChannel(channel);
  const waiting: ThreadMessage[] = [];
  let received = 0;
  // The event loop takes messages from the port whether or not they were asked for.
  port.onmessage = (event) => waiting.push((event as { readonly data: ThreadMessage }).data); // `joinMetrics` sends
  port.unref();
  return (accept) => {
    if (waiting.length === 0 && Atomics.load(sent, 0) === received) return;
    for (let next = nextOf(port); next !== undefined; next = nextOf(port)) waiting.push(next);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      received += 1;
      accept(next);
    }
  };
}

function nextOf(port: BroadcastChannel): ThreadMessage | undefined {
  const received = receiveMessageOnPort(port as unknown as MessagePort); // Node takes either; its types do not say so
  return received?.message as ThreadMessage | undefined; // `joinMetrics` sends
}
