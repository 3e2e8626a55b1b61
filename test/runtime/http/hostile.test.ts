import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Application, type Framework, Gate } from "../../support/runtime/applications/application.js";
import {
  express4Framework,
  express5Framework,
} from "../../support/runtime/applications/express-application.js";
import { fastifyFramework } from "../../support/runtime/applications/fastify-application.js";
import { fetchFramework, fetchOnNode } from "../../support/runtime/applications/fetch-application.js";
import { honoFetchFramework, honoFramework } from "../../support/runtime/applications/hono-application.js";
import { hostileCases, type Visit, visit } from "../../support/runtime/applications/hostile-cases.js";
import { koaFramework } from "../../support/runtime/applications/koa-application.js";
import {
  nestOnExpressFramework,
  nestOnFastifyFramework,
} from "../../support/runtime/applications/nest-application.js";
import { nodeFramework } from "../../support/runtime/applications/node-application.js";
import { Tally } from "../../support/runtime/applications/tally.js";

const frameworks: readonly Framework[] = [
  nodeFramework,
  fetchFramework,
  fetchOnNode,
  honoFetchFramework,
  honoFramework,
  express4Framework,
  express5Framework,
  fastifyFramework,
  koaFramework,
  nestOnExpressFramework,
  nestOnFastifyFramework,
];

const visits: Visit[] = [];
const globals = Object.getOwnPropertyDescriptors(globalThis);

afterAll(() => {
  // Hono's adapter for Node has put its own there.
  Object.defineProperties(globalThis, { Request: globals.Request, Response: globals.Response });
});

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {}); // frameworks print the errors of handlers
});

afterEach(() => {
  for (const { client } of visits.splice(0)) client.socket.destroy();
  new Tally().clear();
  vi.restoreAllMocks();
});

describe.each(frameworks)("$name records once each", (framework) => {
  test.each(hostileCases)("$name", async ({ run, want }) => {
    const tally = new Tally();
    const gate = new Gate();
    const application = await framework.start(tally, gate);
    await run({ framework, application, gate, tally, connect: () => connect(application) });
    await tally.reaches(sum(want(framework)));
    await stop(application);
    expect(tally.requests).toEqual(want(framework));
    expect(tally.durations).toEqual(byClass(want(framework)));
    expect(tally.inFlight).toBe(0);
  });
});

async function connect(application: Application): Promise<Visit> {
  const begun = await visit(application);
  visits.push(begun);
  return begun;
}

/** Whatever a request leaves behind has happened when its server has closed. */
async function stop(application: Application): Promise<void> {
  for (const { client } of visits.splice(0)) client.socket.destroy();
  if (application.server.listening) await application.close();
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** The durations have the class of the code as a label. */
function byClass(counts: Readonly<Record<string, number>>): Record<string, number> {
  const classes: Record<string, number> = {};
  for (const [name, count] of Object.entries(counts)) {
    const renamed = name.replace(/\d\d$/, "xx");
    classes[renamed] = (classes[renamed] ?? 0) + count;
  }
  return classes;
}
