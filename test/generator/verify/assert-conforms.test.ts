import * as successor from "@prometheus-io/client";
import * as promClient from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { metrics, recordAuthn, recordAuthnDuration, recordAuthz } from "../../../generated/recorders.js";
import { assertConforms, NonconformityError, SchemaUnreadableError } from "../../../generator/index.js";
import { registerMetrics } from "../../../runtime/index.js";
import { SHOP, SHOP_OPENMETRICS, SHOP_TEXT } from "../../support/generator/verify-shop.js";

/** The error of an assertion; `undefined` if it does not throw. */
async function thrown(assertion: Promise<void>): Promise<unknown> {
  return assertion.then(
    () => undefined,
    (error: unknown) => error,
  );
}

beforeEach(() => metrics.reset());
afterEach(() => metrics.reset());

describe("an exposition that conforms", () => {
  test.each<readonly [string, { readonly given: string | Uint8Array }]>([
    ["a text", { given: SHOP_TEXT }],
    ["a text in OpenMetrics", { given: SHOP_OPENMETRICS }],
    ["bytes", { given: Buffer.from(SHOP_TEXT) }],
  ])("%s", async (_name, { given }) => {
    await assertConforms(given, { schema: SHOP });
  });

  test("the metrics of generated recorders, by the schema of the working directory", async () => {
    recordAuthn({ success: true, banned: false });
    await assertConforms(metrics);
  });

  test("the metrics of several schemas, each by its own", async () => {
    recordAuthn({ success: true, banned: false });
    await assertConforms([metrics, SHOP_TEXT], { schema: ["metrics.schema.yaml", SHOP] });
    await expect(assertConforms([metrics, SHOP_TEXT])).rejects.toThrow(/2 metrics and 1 schemas/);
    await expect(assertConforms([SHOP_TEXT, metrics], { schema: [SHOP, SHOP] })).rejects.toThrow(
      NonconformityError,
    );
  });

  test.each([
    ["prom-client", promClient],
    ["@prometheus-io/client", successor],
  ] as const)("a registry of %s, with its process metrics", async (_name, client) => {
    const registry = new client.Registry();
    client.collectDefaultMetrics({ register: registry as never }); // each takes its own registry
    registerMetrics(metrics, registry);
    recordAuthnDuration({ success: true }, 0.3);
    recordAuthz({ code: 200 });
    await assertConforms(registry);
  });

  test("a registry in OpenMetrics", async () => {
    const registry = new promClient.Registry<promClient.OpenMetricsContentType>();
    registry.setContentType(promClient.Registry.OPENMETRICS_CONTENT_TYPE);
    registerMetrics(metrics, registry);
    recordAuthz({ code: 200 });
    await assertConforms(registry);
  });
});

describe("an exposition that does not conform", () => {
  test("is listed in the message, without control characters", async () => {
    const text = SHOP_TEXT.replace('shelf="7"', 'shelf="99"').replace("Starts", "Boots");
    const error = await thrown(assertConforms(text, { schema: SHOP }));
    expect(error).toBeInstanceOf(NonconformityError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "NonconformityError",
      diagnostics: [{ code: "help-mismatch" }, { code: "undeclared-value" }],
      coverage: { percent: 88.2 },
      message: `what is exposed does not conform to shop.yaml:

error[help-mismatch]: The help of \`shop_boots\` is "Boots" here.
 --> exposition:9:8
   |
 8 | shop_visits{country="other"} 1
 9 | # HELP shop_boots Boots
   |        ^^^^^^^^^^
10 | # TYPE shop_boots counter
help: In the schema, its description is "Starts".

error[undeclared-value]: \`shop_stock\` has \`shelf\` "99" in one sample, which the schema does not allow.
 --> exposition:14:12
   |
13 | # TYPE shop_stock gauge
14 | shop_stock{shelf="99"} 0
   |            ^^^^^^^^^^
15 | # HELP shop_build_info What was built
help: The vector \`shelf\` is a whole number from 0 to 31.

2 errors`,
    });
  });

  test("can be that of a registry with a family that the schema does not declare", async () => {
    const registry = new promClient.Registry();
    new promClient.Counter({ name: "heap", help: "x", registers: [registry] });
    registerMetrics(metrics, registry);
    expect(await thrown(assertConforms(registry))).toMatchObject({
      diagnostics: [{ code: "undeclared-family" }],
    });
    await assertConforms(registry, { ignore: ["heap"] });
  });

  test("has too little coverage", async () => {
    await assertConforms(SHOP_TEXT, { schema: SHOP, minCoverage: 88 });
    const error = await thrown(assertConforms(SHOP_TEXT, { schema: SHOP, minCoverage: 90 }));
    expect(error).toMatchObject({ diagnostics: [{ code: "coverage-too-low" }] });
  });

  test("has errors, not only warnings", async () => {
    await assertConforms(SHOP_TEXT.replace("shop_boots 0", "shop_boots 1"), { schema: SHOP });
  });
});

describe("an argument that cannot be used throws", () => {
  test("a value that exposes nothing", async () => {
    for (const given of [undefined, 7, {}]) {
      const error = await thrown(assertConforms(given as never)); // an untyped caller can pass anything
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toContain("needs a client's registry");
    }
  });

  test("a missing schema", async () => {
    expect(await thrown(assertConforms("", { schema: "no.yaml" }))).toBeInstanceOf(SchemaUnreadableError);
  });

  test("an invalid schema", async () => {
    const schema = "test/fixtures/invalid/list-empty.yaml";
    expect(String(await thrown(assertConforms("", { schema })))).toMatch(
      /^Error: the schema .* is not valid:\n\nerror\[list-empty\]/,
    );
  });
});
