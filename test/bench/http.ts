import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { HttpLoad } from "./http-load.js";
import { COUNTED_BY, type Counting, FRAMEWORKS, type Framework } from "./http-server.js";
import { middle } from "./result.js";
import { markdown, time } from "./table.js";

/*
 * The processor time of a request, with and without HTTP metrics. Each application is a process of its own, and there
 * are several of each, since two processes of one program differ by as much as the metrics cost. They take turns; a
 * turn is compared with the bare application's turn of the same round.
 */

/** Processes of one application. */
const PROCESSES = 3;
const ROUNDS = 6;
/** Rounds before the first that counts. */
const WARM_UP = 2;
/** Requests of a turn. */
const REQUESTS = 4000;
const CONNECTIONS = 10;

const BARE = "without metrics";
const KNOWN: readonly Counting[] = ["metricsmith", "OpenTelemetry"];

interface Application {
  readonly counting: Counting;
  readonly server: ChildProcess;
  readonly url: string;
  /** Of a request, in nanoseconds, by round. */
  readonly turns: number[];
}

const only = process.argv.slice(2);
const title = "GET of a route with a parameter, processor time of a request";
console.log(markdown([title, BARE, "with metricsmith", "with OpenTelemetry", "with another package"], []));
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
  const turnsOf = (counting: Counting) =>
    applications.filter((application) => application.counting === counting).map(({ turns }) => turns);
  const bare = turnsOf(BARE);
  const [, ...others] = COUNTED_BY[framework].map((counting) => {
    const more = differences(turnsOf(counting), bare);
    return KNOWN.includes(counting) ? more : `${more}, ${counting}`;
  });
  return [framework, time(middle(bare.flat())), ...others, ...(others.length < 3 ? [""] : [])];
}

/** How much longer the requests of one took than those of the other: the median of the rounds, and half of them. */
function differences(turns: readonly (readonly number[])[], bare: readonly (readonly number[])[]): string {
  const more = Array.from({ length: ROUNDS }, (_, round) => inRound(turns, round) - inRound(bare, round));
  const sorted = more.sort((a, b) => a - b);
  const [low, high] = [sorted[sorted.length >> 2] ?? 0, sorted[(3 * sorted.length) >> 2] ?? 0];
  return `+${microseconds(middle(more))} µs (${microseconds(low)} to ${microseconds(high)})`;
}

/** The median of the processes. */
function inRound(turns: readonly (readonly number[])[], round: number): number {
  return middle(turns.map((rounds) => rounds[round] ?? 0));
}

function microseconds(nanoseconds: number): string {
  return (nanoseconds / 1000).toFixed(1);
}

async function start(framework: Framework, counting: Counting): Promise<Application> {
  const server = fork(fileURLToPath(new URL("http-server.js", import.meta.url)), [framework, counting]);
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
