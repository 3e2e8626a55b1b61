import { beforeAll, describe, test } from "vitest";
import { BUNDLERS } from "../support/bundlers/bundlers.js";
import { expectToServe } from "../support/bundlers/expect-to-serve.js";
import { installedTools } from "../support/bundlers/installed-tools.js";

let tools: string;

beforeAll(async () => {
  tools = await installedTools("bundlers", Object.assign({}, ...BUNDLERS.map(({ packages }) => packages)));
});

describe.each(BUNDLERS.map((bundler) => [bundler.name, bundler] as const))("a bundle of %s", (_, bundler) => {
  test.each([
    [[]],
    [["prom-client"]],
    [["@prometheus-io/client"]],
    [["prom-client", "@prometheus-io/client"]],
  ])("serves, with the clients %j", (clients) => expectToServe(bundler, clients, tools));
});
