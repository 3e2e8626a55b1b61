import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { HttpLoad } from "./http-load.js";
import {
  COUNTED_BY,
  type Counting,
  FRAMEWORKS,
  type Framework,
  type StartOrder,
  type Turn,
} from "./http-server.js";
import { middle } from "./result.js";
import { markdown, time } from "./table.js";

/*
 * The processor time of a request, with and without HTTP metrics. Two processes of one program differ by as much as
 * metrics cost, so each process has the application twice, and the two take turns: what counts is the difference of
 * two turns, one right after the other. Which of the two is first is random: collections of garbage come at even
 * distances, and would else fall into the turns of one. OpenTelemetry's instrumentation is switched on and off for its
 * turns, as it instruments all servers of a process. The first column of differences is that of two like applications, both
 * without metrics: what the benchmark cannot tell. In brackets, the lowest and the highest of the processes.
 */

/** Processes of each application, one after the other; in every other one, the application with metrics starts first. */
const PROCESSES = 4;
const ROUNDS = 200;
/** Rounds before the first that counts. */
const WARM_UP = 30;
/** Requests of a turn. */
const REQUESTS = 400;
const CONNECTIONS = 10;
/** Of the differences, what is left out at either end: rounds in which the machine did something else. */
const LEFT_OUT = 0.1;

/**
 * One size of the young generation, the largest to which V8 lets it grow. It doubles when enough of a program survives
 * there, be it at the start, and a larger one no longer fits into the processor's cache: that costs 5 µs of a request of
 * Fastify, which would be those of whatever has loaded a little more.
 */
const HEAP = ["--min-semi-space-size=16", "--max-semi-space-size=16"];

const KNOWN: readonly Counting[] = ["without metrics", "metricsmith", "OpenTelemetry"];

/** Of requests, in nanoseconds each. */
interface Costs {
  readonly bare: readonly number[];
  readonly added: readonly number[];
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
const title = `GET of a route with a parameter, processor time of a request, Node ${process.versions.node}`;
const others = ["metricsmith adds", "OpenTelemetry adds", "another package adds"];
console.log(markdown([title, "without metrics", "the same without metrics adds", ...others], []));
for (const framework of FRAMEWORKS) {
  if (only.length > 0 && !only.includes(framework)) continue;
  console.log(`| ${(await measureFramework(framework)).join(" | ")} |`);
}

async function measureFramework(framework: Framework): Promise<readonly string[]> {
  const bare: number[] = [];
  const added: string[] = [];
  for (const counting of COUNTED_BY[framework]) {
    const costs: Costs[] = [];
    for (let process = 0; process < PROCESSES; process++) {
      costs.push(await measure(framework, counting, process % 2 === 0 ? "bare first" : "counted first"));
    }
    bare.push(...costs.flatMap((cost) => cost.bare));
    const means = costs.map((cost) => trimmedMean(cost.added));
    const all = trimmedMean(costs.flatMap((cost) => cost.added));
    const [more, low, high] = [all, Math.min(...means), Math.max(...means)].map((ns) =>
      (ns / 1000).toFixed(1),
    );
    const text = `${more} µs (${low} to ${high})`;
    added.push(KNOWN.includes(counting) ? text : `${text}, ${counting}`);
  }
  return [framework, time(middle(bare)), ...added, ...(added.length < 4 ? [""] : [])];
}

/** Of one process. */
async function measure(framework: Framework, counting: Counting, order: StartOrder): Promise<Costs> {
  const server = fork(
    fileURLToPath(new URL("http-server.js", import.meta.url)),
    [framework, counting, order],
    {
      execArgv: HEAP,
      env: { ...process.env, NODE_ENV: "production" },
    },
  );
  const [urls] = (await once(server, "message")) as [{ bare: string; counted: string }];
  const loads = {
    counts: await HttpLoad.open(urls.counted, CONNECTIONS),
    "does not count": await HttpLoad.open(urls.bare, CONNECTIONS),
  };
  const turn = async (turn: "counts" | "does not count") => {
    const before = await processorTime(server, turn);
    await loads[turn].send(REQUESTS);
    return ((await processorTime(server, "ends")) - before) / REQUESTS;
  };
  const bare: number[] = [];
  const added: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const countsFirst = Math.random() < 0.5;
    const first = await turn(countsFirst ? "counts" : "does not count");
    const second = await turn(countsFirst ? "does not count" : "counts");
    if (round < 0) continue;
    bare.push(countsFirst ? second : first);
    added.push(countsFirst ? first - second : second - first);
  }
  for (const load of Object.values(loads)) load.close();
  server.disconnect();
  await once(server, "exit");
  return { bare, added };
}

/** The mean of the values without the lowest and the highest of them. */
function trimmedMean(values: readonly number[]): number {
  const out = Math.round(values.length * LEFT_OUT);
  const kept = values.toSorted((a, b) => a - b).slice(out, values.length - out);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** In nanoseconds, since its start. */
async function processorTime(server: ChildProcess, turn: Turn): Promise<number> {
  server.send(turn);
  const [nanoseconds] = await once(server, "message");
  return Number(nanoseconds);
}
