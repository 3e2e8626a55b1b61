import * as successor from "@prometheus-io/client";
import * as promClient from "prom-client";
import { expectTypeOf, test } from "vitest";
import type { ClientRegistry } from "../../../runtime/client/registry.js";

test("every registry of either client type-checks as a ClientRegistry", () => {
  expectTypeOf(promClient.register).toExtend<ClientRegistry>();
  expectTypeOf(new promClient.Registry()).toExtend<ClientRegistry>();
  expectTypeOf<promClient.Registry<promClient.OpenMetricsContentType>>().toExtend<ClientRegistry>();
  expectTypeOf(successor.register).toExtend<ClientRegistry>();
  expectTypeOf(new successor.Registry()).toExtend<ClientRegistry>();
});
