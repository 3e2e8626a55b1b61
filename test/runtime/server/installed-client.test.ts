import * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import {
  CLIENT_PACKAGES,
  type ClientPackage,
  loadInstalledClient,
} from "../../../runtime/server/installed-client.js";

const found = { name: "found", load: async () => promClient };
const missing = {
  name: "@metricsmith/not-installed",
  load: () => import(packageName("@metricsmith/not-installed")),
};

describe("installedClient", () => {
  test("is prom-client before @prometheus-io/client", async () => {
    expect(CLIENT_PACKAGES.map(({ name }) => name)).toEqual(["prom-client", "@prometheus-io/client"]);
    expect((await loadInstalledClient())?.Registry).toBe(promClient.Registry);
  });

  test.each(CLIENT_PACKAGES.map((client) => [client.name, client] as const))(
    "%s alone has what the runtime uses",
    async (_, client) => {
      const module = await loadInstalledClient([client]);
      expect([typeof module?.Registry, typeof module?.AggregatorRegistry]).toEqual(["function", "function"]);
    },
  );

  test("is the second client if the first is not installed, and undefined if none is", async () => {
    expect(await loadInstalledClient([missing, found])).toBe(promClient);
    expect(await loadInstalledClient([missing])).toBeUndefined();
    expect(await loadInstalledClient([])).toBeUndefined();
  });

  test("loads no other package than the one that it finds", async () => {
    const untouched = { name: "untouched", load: () => expect.unreachable() };
    expect(await loadInstalledClient([found, untouched])).toBe(promClient);
  });

  test.each([
    ["throws at its import", { error: new Error("out of order") }],
    ["lacks one of its dependencies", { error: notFound("Cannot find package 'tdigest' imported from x") }],
    ["throws no error", { error: "out of order" }],
  ])("a package that is there but %s is an error", async (_, { error }) => {
    const broken: ClientPackage = { name: "prom-client", load: () => Promise.reject(error) };
    await expect(loadInstalledClient([broken, found])).rejects.toBe(error);
  });
});

/** Keeps the bundler of the tests from looking for a package that is missing on purpose. */
function packageName(name: string): string {
  return name;
}

function notFound(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_MODULE_NOT_FOUND" });
}
