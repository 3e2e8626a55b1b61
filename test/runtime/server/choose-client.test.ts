import * as promClient from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { Metrics } from "../../../runtime/metrics.js";
import { CLIENT_PACKAGES, chooseClient } from "../../../runtime/server/installed-client.js";
import { CLIENTS } from "../../support/runtime/prom-clients.js";

const OTHERS = [
  ["prom-client", "@prometheus-io/client"],
  ["@prometheus-io/client", "prom-client"],
] as const;

describe("chooseClient, where both clients are installed", () => {
  test("chooses prom-client if there is no registry, and warns once that both are installed", async () => {
    const { metrics, warnings } = program();
    expect((await chooseClient(metrics, undefined))?.Registry).toBe(promClient.Registry);
    await chooseClient(metrics, undefined);
    expect(warnings).toEqual([
      "metricsmith: prom-client and @prometheus-io/client are both installed, each with a registry of its own; " +
        "prom-client is used, and no registry of either is served. " +
        "Uninstall one (npm uninstall @prometheus-io/client), or pass the option registry, " +
        "as in { registry: register }.",
    ]);
  });

  describe.each(OTHERS)("with a registry of %s", (name, other) => {
    const client = clientOf(name);
    afterEach(() => clientOf(other).register.clear());

    test("chooses the registry's client, and does not warn", async () => {
      const { metrics, warnings } = program();
      expect((await chooseClient(metrics, client.register))?.Registry).toBe(client.Registry);
      expect(warnings).toEqual([]);
    });

    test("warns which metrics of the other client are not served", async () => {
      const { metrics, warnings } = program();
      for (const metric of ["hits", "misses"]) {
        const { Counter } = clientOf(other);
        new Counter({ name: metric, help: "H" });
      }
      await chooseClient(metrics, client.register);
      expect(warnings).toEqual([
        `metricsmith: metric hits and 1 more in the registry of ${other} cannot be seen: another registry is served. ` +
          "Use one client in the whole application, or merge the registries with Registry.merge.",
      ]);
    });

    test("does not warn about metrics that a merged registry has", async () => {
      const { metrics, warnings } = program();
      const { Counter, register } = clientOf(other);
      new Counter({ name: "hits", help: "H" });
      const merged = client.Registry.merge([client.register, register]);
      expect((await chooseClient(metrics, merged))?.Registry).toBe(client.Registry);
      expect(warnings).toEqual([]);
    });
  });
});

describe("chooseClient, where one client is installed", () => {
  test.each(CLIENT_PACKAGES.map((candidate) => [candidate.name, candidate] as const))(
    "chooses %s and does not warn",
    async (name, candidate) => {
      const { metrics, warnings } = program();
      const client = await chooseClient(metrics, undefined, [candidate]);
      expect(client?.Registry).toBe(clientOf(name).Registry);
      expect(warnings).toEqual([]);
    },
  );

  test("a client that is broken is not there, and is warned of once", async () => {
    const { metrics, warnings } = program();
    const reason = "is installed and does not load: out of order (/x)";
    const broken = { name: "broken", load: async () => ({ module: undefined, broken: true, reason }) };
    const [sound] = CLIENT_PACKAGES;
    const packages = sound === undefined ? [] : [broken, sound];
    expect((await chooseClient(metrics, undefined, packages))?.Registry).toBe(promClient.Registry);
    expect(await chooseClient(metrics, undefined, [broken])).toBeUndefined();
    expect(warnings).toEqual([`metricsmith: broken ${reason}. It is not used.`]);
  });

  test("a client that is not installed is not warned of", async () => {
    const { metrics, warnings } = program();
    const reason = "is not installed: run npm install missing";
    const missing = { name: "missing", load: async () => ({ module: undefined, broken: false, reason }) };
    expect(await chooseClient(metrics, undefined, [missing])).toBeUndefined();
    expect(warnings).toEqual([]);
  });
});

test("chooseClient returns no client if none is installed", async () => {
  const { metrics, warnings } = program();
  expect(await chooseClient(metrics, undefined, [])).toBeUndefined();
  expect(warnings).toEqual([]);
});

function program() {
  const warnings: string[] = [];
  const metrics = new Metrics({ address: "", families: [] });
  metrics.configure({ warn: (message) => warnings.push(message) });
  return { metrics, warnings };
}

function clientOf(name: string): typeof promClient {
  const [, client] = CLIENTS.find(([known]) => known === name) ?? [];
  return client ?? expect.unreachable(`no client ${name}`);
}
