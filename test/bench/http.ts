import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
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
const ROUNDS = 8;
/** Rounds before the first that counts. */
const WARM_UP = 2;
/** Requests of a turn. */
const REQUESTS = 4000;
const CONNECTIONS = 10;

const BARE = "without metrics";

interface Application {
  readonly counting: Counting;
  readonly server: ChildProcess;
  readonly url: string;
  /** Of a request, in nanoseconds, by round. */
  readonly turns: number[];
}

const only = process.argv.slice(2);
const rows: string[][] = [];
for (const framework of FRAMEWORKS) {
  if (only.length === 0 || only.includes(framework)) rows.push(...(await measureFramework(framework)));
}
const header = [
  "GET of a route with a parameter",
  "processor time for each",
  "more than without",
  "half of the rounds",
];
console.log(markdown(header, rows));

async function measureFramework(framework: Framework): Promise<string[][]> {
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
  return COUNTED_BY[framework].map((counting) => {
    const own = turnsOf(counting);
    const name = `${framework}, ${counting}`;
    const total = time(middle(own.flat()));
    if (counting === BARE) return [name, total, "", ""];
    const more = Array.from({ length: ROUNDS }, (_, round) => inRound(own, round) - inRound(bare, round));
    const sorted = more.sort((a, b) => a - b);
    const [low, high] = [sorted[sorted.length >> 2] ?? 0, sorted[(3 * sorted.length) >> 2] ?? 0];
    return [name, total, microseconds(middle(more)), `${microseconds(low)} to ${microseconds(high)}`];
  });
}

/** The median of the processes. */
function inRound(turns: readonly (readonly number[])[], round: number): number {
  return middle(turns.map((rounds) => rounds[round] ?? 0));
}

function microseconds(nanoseconds: number): string {
  return `${(nanoseconds / 1000).toFixed(1)} µs`;
}

async function start(framework: Framework, counting: Counting): Promise<Application> {
  const server = fork(fileURLToPath(new URL("http-server.js", import.meta.url)), [framework, counting]);
  const [url] = await once(server, "message");
  return { counting, server, url: String(url), turns: [] };
}

async function turn({ server, url }: Application): Promise<number> {
  const before = await processorTime(server);
  const result = await autocannon({ url, connections: CONNECTIONS, amount: REQUESTS, pipelining: 4 });
  if (result.non2xx + result.errors > 0) throw new Error(`${url} did not answer each request with 200`);
  return ((await processorTime(server)) - before) / result["2xx"];
}

/** In nanoseconds, since its start. */
async function processorTime(server: ChildProcess): Promise<number> {
  server.send("processor time");
  const [nanoseconds] = await once(server, "message");
  return Number(nanoseconds);
}
