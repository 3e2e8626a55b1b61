import { createRequire } from "node:module";
import express from "express";
import { beforeEach, describe, expect, test } from "vitest";
import { expressMetrics } from "../../../runtime/http/express.js";
import {
  addHttpRequestsInFlight,
  metrics,
  recordHttpRequest,
  recordHttpRequestsTotal,
  recordTenantRequestsTotal,
} from "../../fixtures/golden/http/recorders.js";
import { get, linesOf, startServer } from "../../support/runtime/http-requests.js";

beforeEach(() => metrics.reset());

const express4 = createRequire(import.meta.url)("express-4") as typeof express; // what is used of it is the same

describe.each([
  ["5", express],
  ["4", express4],
])("expressMetrics of Express %s", (version, create) => {
  const application = () => {
    const app = create();
    app.use(expressMetrics({ requests: recordHttpRequestsTotal, inFlight: addHttpRequestsInFlight }));
    return app;
  };
  const ok: express.RequestHandler = (_request, response) => {
    response.send("ok");
  };
  const countsOf = async (app: express.Express, ...paths: readonly string[]) => {
    app.use(((_error, _request, response, _next) => {
      response.status(500).send("failed");
    }) satisfies express.ErrorRequestHandler);
    await get((await startServer(app)).port, ...paths);
    expect(linesOf("http_requests_in_flight")).toEqual([" 0"]);
    return linesOf("http_requests_total").map((line) =>
      line.replace('{method="GET",code="', "").replace('"}', ""),
    );
  };

  test("gives the pattern of a route", async () => {
    const app = application();
    app.get("/", ok);
    app.get("/users/:id", ok);
    app.get(/^\/files?$/, ok);
    app.get(["/a", "/b"], ok);
    expect(await countsOf(app, "/", "/?page=1", "/users/1", "/users/2", "/file", "/a", "/b")).toEqual([
      '200",route="/ 2',
      '200",route="/users/:id 2',
      '200",route="/^\\\\/files?$/ 1',
      '200",route="/a|/b 2',
    ]);
  });

  test("gives one value for what no route matches", async () => {
    const app = application();
    app.get("/users/:id", ok);
    const paths = Array.from({ length: 50 }, (_, at) => `/junk/${at}`);
    expect(await countsOf(app, ...paths, "/users/%zz")).toEqual([
      '404",route="unmatched 50',
      '500",route="unmatched 1',
    ]);
  });

  test("includes the paths of mounted routers, as patterns", async () => {
    const app = application();
    const orders = create.Router({ mergeParams: true });
    orders.get("/:order", ok);
    orders.get("/", ok);
    const shops = create.Router();
    shops.use("/:shop/orders", orders);
    app.use("/api/shops", shops);
    expect(
      await countsOf(app, "/api/shops/1/orders/2", "/API/shops/api/orders/api?x=1", "/api/shops/9/orders"),
    ).toEqual(['200",route="/api/shops/:shop/orders/:order 2', '200",route="/api/shops/:shop/orders 1']);
  });

  test("tells apart the paths at which one router is mounted", async () => {
    const app = application();
    const router = create.Router();
    router.get("/:id", ok);
    app.use("/v1/:kind", router);
    app.use("/v2", router);
    expect(await countsOf(app, "/v1/a/1", "/v2/1", "/v2/2")).toEqual([
      '200",route="/v1/:kind/:id 1',
      '200",route="/v2/:id 2',
    ]);
  });

  test("includes the paths of mounted applications", async () => {
    const app = application();
    const inner = create();
    inner.get("/:id", ok);
    const middle = create();
    middle.use("/inner", inner);
    app.use("/middle", middle);
    const below = create();
    below.get("/status", ok);
    const router = create.Router();
    router.use("/below", below);
    app.use("/router", router);
    expect(await countsOf(app, "/middle/inner/7", "/router/below/status")).toEqual([
      '200",route="/middle/inner/:id 1',
      '200",route="/router/below/status 1',
    ]);
  });

  test("gives the path at which a handler without routes is mounted", async () => {
    const app = application();
    app.use("/static", ok);
    const router = create.Router();
    router.use("/:tenant/graphql", ok);
    app.use("/api", router);
    expect(await countsOf(app, "/static/a.js", "/STATIC/b.js", "/api/1/graphql", "/api/2/graphql/x")).toEqual(
      ['200",route="/static 2', '200",route="/api/:tenant/graphql 2'],
    );
  });

  test("has the route of a handler that fails, also below a mounted router", async () => {
    const app = application();
    const router = create.Router();
    router.get("/:id", () => {
      throw new Error("thrown");
    });
    router.get("/:id/later", (_request, _response, next) => {
      setImmediate(() => next(new Error("later")));
    });
    app.use("/items", router);
    app.get("/rejected", async (_request, _response, next) => {
      await Promise.reject(new Error("rejected")).catch(version === "4" ? next : undefined);
    });
    expect(await countsOf(app, "/items/1", "/items/1/later", "/rejected")).toEqual([
      '500",route="/items/:id 1',
      '500",route="/items/:id/later 1',
      '500",route="/rejected 1',
    ]);
  });

  test("takes one recorder of several metrics", async () => {
    const app = create();
    app.use(expressMetrics(recordHttpRequest));
    app.get("/", ok);
    await get((await startServer(app)).port, "/");
    expect(linesOf("http_requests_total")).toEqual(['{method="GET",code="200",route="/"} 1']);
    expect(linesOf("http_request_duration_seconds_count")).toEqual([
      '{method="GET",route="/",status="2xx"} 1',
    ]);
    expect(linesOf("http_response_size_bytes_sum")).toEqual(['{route="/"} 2']);
  });

  test("calls mappings with the request and the response of Express", async () => {
    const app = create();
    app.use(
      expressMetrics({
        requests: recordTenantRequestsTotal,
        labels: {
          tenant: (request: express.Request, response) =>
            `${request.get("host")} ${response.locals["tenant"]}`,
        },
      }),
    );
    app.get("/", (_request, response) => {
      response.locals["tenant"] = "b";
      response.status(201).end();
    });
    await get((await startServer(app)).port, "/");
    expect(linesOf("tenant_requests_total")).toEqual(['{tenant="a b",code="201"} 1']);
  });
});
