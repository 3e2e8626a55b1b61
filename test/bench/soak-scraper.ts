import { once } from "node:events";
import { get } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** A thread that scrapes without pause until a message stops it, and then reports the number of scrapes. */
let scrapes = 0;
let stopped = false;
parentPort?.once("message", () => {
  stopped = true;
});
while (!stopped) {
  const [response] = (await once(get(String(workerData)), "response")) as [AsyncIterable<Buffer>];
  let bytes = 0;
  for await (const chunk of response) bytes += chunk.length;
  if (bytes === 0) throw new Error("an empty scrape");
  scrapes += 1;
}
parentPort?.postMessage(scrapes);
