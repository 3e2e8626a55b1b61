import { expressMetrics } from "@metricsmith/runtime/http/express";
import type express from "express";
import { describe, test } from "vitest";
import {
  addHttpRequestsInFlight,
  addOpenRequests,
  recordHttpRequest,
  recordHttpRequestDurationSeconds,
  recordHttpRequestsTotal,
  recordHttpResponseSizeBytes,
  recordPageViewsTotal,
  recordPlainRequest,
  recordScore,
  recordTenantRequestsTotal,
  recordVisitsTotal,
  setHttpRequestsInFlight,
  setOpenRequests,
  startHttpRequestDurationSecondsTimer,
} from "../fixtures/golden/http/recorders.js";

declare const app: express.Express;

describe("expressMetrics", () => {
  test("takes recorders whose labels are filled by name", () => {
    app.use(expressMetrics(recordHttpRequest));
    app.use(expressMetrics(recordVisitsTotal));
    app.use(expressMetrics({ requests: recordHttpRequestsTotal }));
    app.use(
      expressMetrics({
        requests: recordVisitsTotal,
        duration: recordHttpRequestDurationSeconds,
        size: recordHttpResponseSizeBytes,
        inFlight: addHttpRequestsInFlight,
      }),
    );
    app.use(expressMetrics({ requests: recordHttpRequestsTotal, duration: recordScore }));
  });

  test("takes mappings of other labels", () => {
    const tenant = (request: express.Request) => request.get("x-tenant") ?? "";
    app.use(expressMetrics({ requests: recordTenantRequestsTotal, labels: { tenant } }));
    app.use(
      expressMetrics({
        requests: recordTenantRequestsTotal,
        inFlight: addOpenRequests,
        labels: { tenant: (request) => String(request.headers["x-tenant"]) },
      }),
    );
    app.use(
      expressMetrics({
        requests: recordPageViewsTotal,
        labels: { route: (request) => (request.url === "/cart" ? "/cart" : "/home") },
      }),
    );
    app.use(expressMetrics({ requests: recordPageViewsTotal, labels: { route: () => "/cart" as const } }));
  });

  test("does not take a recorder whose labels cannot be filled", () => {
    // @ts-expect-error: a label of a closed set without a value for others
    app.use(expressMetrics(recordPageViewsTotal));
    // @ts-expect-error: a label without a mapping
    app.use(expressMetrics(recordPlainRequest));
    // @ts-expect-error: a label without a mapping
    app.use(expressMetrics({ requests: recordTenantRequestsTotal }));
    // @ts-expect-error: a label without a mapping
    app.use(expressMetrics({ requests: recordTenantRequestsTotal, labels: {} }));
    // @ts-expect-error: a mapping of the wrong type
    app.use(expressMetrics({ requests: recordTenantRequestsTotal, labels: { tenant: () => 1 } }));
    // @ts-expect-error: a value that is not in the closed set
    app.use(expressMetrics({ requests: recordPageViewsTotal, labels: { route: () => "/about" } }));
    // @ts-expect-error: a label that no recorder has
    app.use(expressMetrics({ requests: recordHttpRequestsTotal, labels: { tenant: () => "a" } }));
    // @ts-expect-error: an option that there is not
    app.use(expressMetrics({ requests: recordHttpRequestsTotal, durations: recordScore }));
    // @ts-expect-error: the label of a gauge without a mapping
    app.use(expressMetrics({ inFlight: addOpenRequests }));
  });

  test("does not take a recorder of another type of metric", () => {
    // @ts-expect-error: a counter takes no duration
    app.use(expressMetrics({ duration: recordHttpRequestsTotal }));
    // @ts-expect-error: a counter takes no size
    app.use(expressMetrics({ size: recordVisitsTotal }));
    // @ts-expect-error: a histogram has no requests in flight
    app.use(expressMetrics({ inFlight: recordHttpResponseSizeBytes }));
    // @ts-expect-error: a gauge that is set is not added to
    app.use(expressMetrics({ inFlight: setHttpRequestsInFlight }));
    // @ts-expect-error: a gauge that is set is not added to
    app.use(expressMetrics({ inFlight: setOpenRequests, labels: { tenant: () => "a" } }));
    // @ts-expect-error: a timer is no recorder
    app.use(expressMetrics({ duration: startHttpRequestDurationSecondsTimer }));
  });
});
