import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { HttpLoad } from "./http-load.js";
import { COUNTED_BY, type Counting, FRAMEWORKS, type Framework } from "./http-server.js";
import { middle } from "./result.js";
import { markdown, time } from "./table.js";

/*
 * The processor time of a request, with and without HTTP metrics. Each application is a process of its own, and there
 * are several of each, since two processes of one program differ by as much as the metrics cost. They take turns, which
 * are short. What else the machine does can only add to a turn, by as much as the request itself takes: so a process
 * counts with the lower quartile of its turns.
 */

/** Processes of one application. */
const PROCESSES = 5;
const ROUNDS = 12;
/** Rounds before the first that counts. */
const WARM_UP = 4;
/** Requests of a turn: enough for several collections of garbage. */
const REQUESTS = 2500;
const CONNECTIONS = 10;

/**
 * One size of the young generation, the largest to which V8 lets it grow. It doubles when enough of a program survives
 * there, be it at the start, and a larger one no longer fits into the processor's cache: that costs 5 µs of a request of
 * Fastify, which would be those of whatever has loaded a little more.
 */
const HEAP = ["--min-semi-space-size=16", "--max-semi-space-size=16"];

const BARE = "without metrics";
const KNOWN: readonly Counting[] = ["metricsmith", "OpenTelemetry"];

interface Application {
  readonly counting: Counting;
  readonly server: ChildProcess;
  readonly url: string;
  /** Of a request, in nanoseconds, by round. */
  readonly turns: number[];
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
console.log(markdown([title, BARE, ...others], []));
for (const framework of FRAMEWORKS) {
  if (only.length > 0 && !only.includes(framework)) continue;
  console.log(`| ${(await measureFramework(framework)).join(" | ")} |`);
}

async function measureFramework(framework: Framework): Promise<readonly string[]> {
  const applications: Application[] = [];
  for (let process = 0; process < PROCESSES; process++) {
    for (const counting of COUNTED_BY[framework]) applications.push(await start(framework, counting));
  }
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (let at = 0; at < applications.length; at++) {
      const application = applications[(at + round + WARM_UP) % applications.length];
      if (application === undefined) continue;
      const nanoseconds = await turn(application);
      if (round >= 0) application.turns.push(nanoseconds);
    }
  }
  for (const { server } of applications) {
    server.disconnect();
    await once(server, "exit");
  }
  const timesOf = (counting: Counting) =>
    applications
      .filter((application) => application.counting === counting)
      .map(({ turns }) => lowerQuartile(turns))
      .sort((a, b) => a - b);
  const bare = timesOf(BARE);
  const [, ...others] = COUNTED_BY[framework].map((counting) => {
    const more = difference(timesOf(counting), bare);
    return KNOWN.includes(counting) ? more : `${more}, ${counting}`;
  });
  return [framework, time(middle(bare)), ...others, ...(others.length < 3 ? [""] : [])];
}

/** How much longer the requests of one took than those of the other: its processes' median, least and most. */
function difference(times: readonly number[], bare: readonly number[]): string {
  const [low, more, high] = [Math.min(...times), middle(times), Math.max(...times)].map((nanoseconds) =>
    ((nanoseconds - middle(bare)) / 1000).toFixed(1),
  );
  return `${more} µs (${low} to ${high})`;
}

function lowerQuartile(turns: readonly number[]): number {
  return turns.toSorted((a, b) => a - b)[turns.length >> 2] ?? Number.NaN;
}

async function start(framework: Framework, counting: Counting): Promise<Application> {
  const server = fork(fileURLToPath(new URL("http-server.js", import.meta.url)), [framework, counting], {
    execArgv: HEAP,
    env: { ...process.env, NODE_ENV: "production" },
  });
  const [url] = await once(server, "message");
  return { counting, server, url: String(url), turns: [] };
}

async function turn({ server, url }: Application): Promise<number> {
  const load = await HttpLoad.open(url, CONNECTIONS); // a server closes connections that are idle for some seconds
  const before = await processorTime(server);
  await load.send(REQUESTS);
  const after = await processorTime(server);
  load.close();
  return (after - before) / REQUESTS;
}

/** In nanoseconds, since its start. */
async function processorTime(server: ChildProcess): Promise<number> {
  server.send("processor time");
  const [nanoseconds] = await once(server, "message");
  return Number(nanoseconds);
}
