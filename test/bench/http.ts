import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { HttpLoad } from "./http-load.js";
import { COUNTED_BY, type Counting, FRAMEWORKS, type Framework, type Turn } from "./http-server.js";
import { middle } from "./result.js";
import { markdown, time } from "./table.js";

/*
 * The processor time of a request, with and without HTTP metrics. Two processes of one program differ by as much as
 * metrics cost, so each process has the application twice, and the two take turns: what counts is the difference of
 * two turns, one right after the other. OpenTelemetry's instrumentation is switched on and off for its turns, as it
 * instruments all servers of a process.
 */

/** Processes of each application, one after the other. */
const PROCESSES = 3;
const ROUNDS = 32;
/** Rounds before the first that counts. */
const WARM_UP = 6;
/** Requests of a turn: enough for several collections of garbage. */
const REQUESTS = 1500;
const CONNECTIONS = 10;

/**
 * One size of the young generation, the largest to which V8 lets it grow. It doubles when enough of a program survives
 * there, be it at the start, and a larger one no longer fits into the processor's cache: that costs 5 µs of a request of
 * Fastify, which would be those of whatever has loaded a little more.
 */
const HEAP = ["--min-semi-space-size=16", "--max-semi-space-size=16"];

const KNOWN: readonly Counting[] = ["metricsmith", "OpenTelemetry"];

/** Of a request, in nanoseconds. */
interface Cost {
  readonly bare: number;
  readonly added: number;
}

/** All on one processor: to wake a load that sleeps on another one takes 5 µs, which depends on who is faster. */
function stayOnOneProcessor(): void {
  try {
    execFileSync("taskset", ["-acp", "0", String(process.pid)], { stdio: "ignore" });
  } catch {
    console.log("There is no taskset here: the figures also depend on which processors are asleep.");
  }
}

stayOnOneProcessor();
const only = process.argv.slice(2);
const title = "GET of a route with a parameter, processor time of a request";
const others = ["metricsmith adds", "OpenTelemetry adds", "another package adds"];
console.log(markdown([title, "without metrics", ...others], []));
for (const framework of FRAMEWORKS) {
  if (only.length > 0 && !only.includes(framework)) continue;
  console.log(`| ${(await measureFramework(framework)).join(" | ")} |`);
}

async function measureFramework(framework: Framework): Promise<readonly string[]> {
  const bare: number[] = [];
  const added: string[] = [];
  for (const counting of COUNTED_BY[framework]) {
    const costs: Cost[] = [];
    for (let process = 0; process < PROCESSES; process++) costs.push(await measure(framework, counting));
    bare.push(...costs.map((cost) => cost.bare));
    const [low, more, high] = quartiles(costs.map((cost) => cost.added)).map((ns) => (ns / 1000).toFixed(1));
    const text = `${more} µs (${low} to ${high})`;
    added.push(KNOWN.includes(counting) ? text : `${text}, ${counting}`);
  }
  return [framework, time(middle(bare)), ...added, ...(added.length < 3 ? [""] : [])];
}

/** Of one process. */
async function measure(framework: Framework, counting: Counting): Promise<Cost> {
  const server = fork(fileURLToPath(new URL("http-server.js", import.meta.url)), [framework, counting], {
    execArgv: HEAP,
    env: { ...process.env, NODE_ENV: "production" },
  });
  const [urls] = (await once(server, "message")) as [{ bare: string; counted: string }];
  const turn = async (turn: Turn) => {
    const load = await HttpLoad.open(turn === "counts" ? urls.counted : urls.bare, CONNECTIONS); // not kept: a server closes what is idle
    const before = await processorTime(server, turn);
    await load.send(REQUESTS);
    const after = await processorTime(server, "ends");
    load.close();
    return (after - before) / REQUESTS;
  };
  const bare: number[] = [];
  const added: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const countsFirst = round % 2 === 0;
    const first = await turn(countsFirst ? "counts" : "does not count");
    const second = await turn(countsFirst ? "does not count" : "counts");
    if (round < 0) continue;
    bare.push(countsFirst ? second : first);
    added.push(countsFirst ? first - second : second - first);
  }
  server.disconnect();
  await once(server, "exit");
  return { bare: middle(bare), added: middle(added) };
}

/** The first, the second and the third. */
function quartiles(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN);
}

/** In nanoseconds, since its start. */
async function processorTime(server: ChildProcess, turn: Turn): Promise<number> {
  server.send(turn);
  const [nanoseconds] = await once(server, "message");
  return Number(nanoseconds);
}
