import * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import { loadPrometheusClient } from "../../../runtime/optional-packages.js";
import { CLIENT_PACKAGES } from "../../../runtime/server/installed-client.js";

describe("the packages of clients", () => {
  test("are prom-client before @prometheus-io/client", async () => {
    expect(CLIENT_PACKAGES.map(({ name }) => name)).toEqual(["prom-client", "@prometheus-io/client"]);
    expect(await CLIENT_PACKAGES[0]?.load()).toEqual({
      module: expect.objectContaining({ Registry: promClient.Registry }),
    });
    expect(CLIENT_PACKAGES[1]?.load).toBe(loadPrometheusClient);
  });

  test.each(CLIENT_PACKAGES.map((client) => [client.name, client] as const))(
    "%s has what the runtime uses",
    async (_, { load }) => {
      const { module } = await load();
      expect(module).toMatchObject({
        Registry: expect.any(Function),
        AggregatorRegistry: expect.objectContaining({ aggregate: expect.any(Function) }),
      });
    },
  );
});
