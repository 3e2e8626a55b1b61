import { beforeAll, describe, test } from "vitest";
import { BUNDLERS, NEXT } from "../support/bundlers/bundlers.js";
import { expectToServe } from "../support/bundlers/expect-to-serve.js";
import { installedTools } from "../support/bundlers/installed-tools.js";

const CLIENTS = [[], ["prom-client"], ["@prometheus-io/client"], ["prom-client", "@prometheus-io/client"]];

describe.each([
  ["bundlers", BUNDLERS],
  ["next", NEXT],
] as const)("of the %s", (name, bundlers) => {
  let tools: string;

  beforeAll(async () => {
    tools = await installedTools(name, Object.assign({}, ...bundlers.map(({ packages }) => packages)));
  });

  describe.each(bundlers.map((bundler) => [bundler.name, bundler] as const))(
    "a bundle of %s",
    (_, bundler) => {
      test.each(CLIENTS.map((clients) => [clients]))("serves, with the clients %j", (clients) =>
        expectToServe(bundler, clients, tools),
      );
    },
  );
});
