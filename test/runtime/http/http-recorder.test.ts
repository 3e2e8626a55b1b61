import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import type { FamilyDefinition } from "../../../runtime/family/family-base.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { type ExpressRequest, type ExpressResponse, expressMetrics } from "../../../runtime/http/express.js";
import { nodeMetrics } from "../../../runtime/http/node.js";
import { VERSION } from "../../../runtime/process-state.js";
import { openSchema } from "../../../runtime/schemas.js";
import * as fixture from "../../fixtures/golden/http/recorders.js";
import { linesOf } from "../../support/runtime/http-requests.js";

const { metrics } = fixture;
const warnings: string[] = [];

beforeEach(() => {
  metrics.reset();
  vi.useFakeTimers({ toFake: ["performance"] });
  metrics.configure({ warn: (message) => warnings.push(message) });
});
afterEach(() => {
  metrics.configure({ strict: false });
  metrics.reset();
  warnings.length = 0;
  vi.useRealTimers();
});

/** A response that can be ended without a server. */
class EndedResponse extends EventEmitter {
  headersSent = true;
  statusCode = 200;
  socket = {};
}

function request(metricsOf: unknown, method = "GET", milliseconds = 0): void {
  const response = new EndedResponse();
  const recorded = nodeMetrics(metricsOf as typeof fixture.recordVisitsTotal); // as JavaScript may pass it
  recorded(() => {
    vi.advanceTimersByTime(milliseconds);
    response.emit("close");
  })({ method } as IncomingMessage, response as unknown as ServerResponse);
}

const route = () => "/";
const rejected = () =>
  new TextDecoder()
    .decode(metrics.expose())
    .split("\n")
    .filter((line) => /^metricsmith_rejected_samples_total\{.*[1-9]$/.test(line));

describe("a value is", () => {
  test.each([
    ["seconds", "duration", fixture.recordHttpRequestDurationSeconds, "http_request_duration_seconds", 1.5],
    ["milliseconds", "duration", fixture.recordRequestMilliseconds, "request_milliseconds", 1500],
    ["seconds, without a unit in the schema", "duration", fixture.recordScore, "score", 1.5],
    [
      "by its unit in the option requests",
      "requests",
      fixture.recordRequestMilliseconds,
      "request_milliseconds",
      1500,
    ],
  ])("in %s", (_, option, recorder, name, want) => {
    request({ [option]: recorder, labels: { route } }, "GET", 1500);
    expect(linesOf(`${name}_sum`).map((line) => Number(line.split(" ")[1]))).toEqual([want]);
  });

  test("each by its name in a recorder of several values", () => {
    request({ requests: fixture.recordHttpRequest, labels: { route } }, "GET", 2000);
    expect(linesOf("http_request_duration_seconds_sum")).toEqual(['{method="GET",route="/",status="2xx"} 2']);
    expect(linesOf("http_response_size_bytes_sum")).toEqual(['{route="/"} 0']);
  });
});

describe("setting up", () => {
  test("records nothing, of whatever a recorder is made", () => {
    for (const recorder of [
      fixture.recordHttpRequest,
      fixture.recordVisit,
      fixture.recordPlainRequest,
      fixture.recordVisitsTotal,
    ]) {
      nodeMetrics({ requests: recorder as never, labels: { route, tenant: () => "a" } as never });
    }
    expect(linesOf("visits_total")).toEqual([" 0"]);
    expect(rejected()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("counts once after that, also without labels", () => {
    request({ requests: fixture.recordVisit, labels: { route } });
    request({ requests: fixture.recordPlainRequest, labels: { tenant: () => "a" } });
    expect(linesOf("visits_total")).toEqual([" 2"]);
    expect(linesOf("tenant_requests_total")).toEqual(['{tenant="a",code="200"} 1']);
  });

  test("takes the recorder of an earlier copy of the generated code", () => {
    const load = <Family extends CounterFamily | GaugeFamily>(
      type: new (definition: FamilyDefinition) => Family,
    ) => {
      const schema = openSchema({ version: VERSION, package: "http copies", path: "m.yaml", namespace: "" });
      const family = schema.family(type, { name: "copied", help: "Help.", vectors: [] });
      schema
        .declare({ address: "", families: [family] })
        .configure({ warn: (message) => warnings.push(message) });
      return family;
    };
    const family = load(CounterFamily);
    const recordCopied = (by = 1) => family.record(0, by, undefined);
    load(GaugeFamily);
    const recorded = nodeMetrics(recordCopied);
    expect(warnings).toEqual([]);
    expect(recorded).toBeTypeOf("function");
  });

  test.each([
    [{ requests: 1 }, "nodeMetrics: the option requests is 1; expected a generated recorder"],
    [{ request: fixture.recordVisitsTotal }, "did you mean requests?"],
    [{ labels: { tenant: "a" } }, 'nodeMetrics: the option labels.tenant is "a"; expected a function'],
    [() => {}, "nodeMetrics: the function of the option requests records nothing; pass a generated recorder"],
    [
      fixture.recordTenantRequestsTotal,
      "nodeMetrics: shop_tenant_requests_total has the label tenant, which is not filled by name: " +
        "add labels: { tenant: (request, response) => … } to the options",
    ],
    [
      { duration: fixture.recordHttpResponseSizeBytes, labels: { route } },
      "nodeMetrics: shop_http_response_size_bytes, of the option duration, has the unit bytes; expected a unit of time in the schema",
    ],
    [
      fixture.recordScore,
      "nodeMetrics: shop_score, of the option requests, has no unit; expected a unit of time, or bytes in the schema",
    ],
    [{ inFlight: fixture.addOpenRequests }, "has the label tenant"],
  ])("%o fails with the place and the way out", (options, message) => {
    expect(() => nodeMetrics(options as never)).toThrow(message);
  });
});

describe("a mapping that throws", () => {
  const failing = {
    requests: fixture.recordTenantRequestsTotal,
    inFlight: fixture.addOpenRequests,
    labels: {
      tenant: (): string => {
        throw new Error("no tenant");
      },
    },
  };

  test("is a rejected sample, counted and warned of with its message", () => {
    request(failing);
    request(failing);
    expect(rejected()).toEqual([
      'metricsmith_rejected_samples_total{metric="shop_tenant_requests_total",reason="unknown_label_value"} 2',
      'metricsmith_rejected_samples_total{metric="shop_open_requests",reason="unknown_label_value"} 4',
    ]);
    expect(warnings.join("\n")).toContain("label tenant cannot be read: no tenant");
    expect(warnings).toHaveLength(2);
    expect(linesOf("open_requests")).toEqual([]);
  });

  test("does not keep the request from other metrics", () => {
    request({
      ...failing,
      duration: fixture.recordHttpRequestDurationSeconds,
      labels: { ...failing.labels, route },
    });
    expect(linesOf("http_request_duration_seconds_count")).toEqual([
      '{method="GET",route="/",status="2xx"} 1',
    ]);
  });
});

test("100,000 junk paths and methods make few series", () => {
  const middleware = expressMetrics(fixture.recordHttpRequestsTotal);
  for (let path = 0; path < 100_000; path++) {
    const response = new EndedResponse();
    response.statusCode = 404;
    const method = path % 2 === 0 ? "GET" : `M${path}`;
    const junk = { method, baseUrl: "", originalUrl: `/${path}` };
    middleware(junk as ExpressRequest, response as unknown as ExpressResponse, () => {});
    response.emit("close");
  }
  expect(linesOf("http_requests_total")).toEqual([
    '{method="GET",code="404",route="unmatched"} 50000',
    '{method="other",code="404",route="unmatched"} 50000',
  ]);
});
