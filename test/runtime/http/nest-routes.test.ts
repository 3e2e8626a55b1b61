import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  Controller,
  Get,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  RequestMethod,
  UseFilters,
  UseGuards,
  VersioningType,
} from "@nestjs/common";
import { type AbstractHttpAdapter, NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import express from "express";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { nestMetrics } from "../../../runtime/http/nest.js";
import { methodOf } from "../../support/runtime/applications/nest-application.js";
import { Tally } from "../../support/runtime/applications/tally.js";

let tally = new Tally();

beforeEach(() => {
  tally = new Tally();
});

afterEach(() => tally.clear());

class RefusingGuard implements CanActivate {
  canActivate() {
    return false;
  }
}

class TeapotError extends Error {}

class TeapotFilter {
  catch(_error: TeapotError, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse();
    (response.raw ?? response).writeHead(418).end();
  }
}
Catch(TeapotError)(TeapotFilter);

class ItemsController {
  find() {
    return "item";
  }
  gone() {
    throw new NotFoundException();
  }
  refused() {
    return "never";
  }
  teapot() {
    throw new TeapotError();
  }
  create() {
    return "created";
  }
}
Get(":id")(...methodOf(ItemsController, "find"));
Param("id", ParseIntPipe)(ItemsController.prototype, "find", 0);
Get("gone/:id")(...methodOf(ItemsController, "gone"));
Get("refused/:id")(...methodOf(ItemsController, "refused"));
UseGuards(RefusingGuard)(...methodOf(ItemsController, "refused"));
Get("teapot/:id")(...methodOf(ItemsController, "teapot"));
UseFilters(TeapotFilter)(...methodOf(ItemsController, "teapot"));
Post()(...methodOf(ItemsController, "create"));
Controller({ path: "shop/items", version: "2" })(ItemsController);

/** Modules, and the middleware that they have. */
function moduleOf() {
  class ApplicationModule {
    configure(consumer: MiddlewareConsumer) {
      consumer
        .apply((request: { originalUrl: string }, _response: unknown, next: (error?: unknown) => void) => {
          next(request.originalUrl.includes("broken") ? new Error("broken") : undefined);
        })
        .forRoutes(
          { path: "*path", method: RequestMethod.ALL },
          { path: "*path", method: RequestMethod.GET },
        );
      consumer
        .apply((_request: unknown, response: { end(): void }) => response.end())
        .forRoutes({ path: "answered/:by", method: RequestMethod.GET });
    }
  }
  const requests = (labels: Parameters<typeof tally.recorders.requests>[0]) =>
    tally.recorders.requests(labels);
  const inFlight = (by?: number) => tally.recorders.inFlight(by);
  Module({ imports: [nestMetrics({ requests, inFlight })], controllers: [ItemsController] })(
    ApplicationModule,
  );
  return ApplicationModule;
}

const platforms: [name: string, create: () => AbstractHttpAdapter][] = [
  ["Express", () => new ExpressAdapter()],
  ["Fastify", () => new FastifyAdapter()],
];

describe.each(platforms)("nestMetrics, on %s, gives the route of", (platform, createAdapter) => {
  let app: INestApplication;
  let url = "";

  beforeAll(async () => {
    app = await NestFactory.create(moduleOf(), createAdapter(), { logger: false, abortOnError: false });
    app.setGlobalPrefix("api");
    app.enableVersioning({ type: VersioningType.URI });
    app.enableCors();
    await app.listen(0, "127.0.0.1");
    url = await app.getUrl();
  });

  afterAll(() => app.close());

  test.each([
    [
      "a controller, with the prefix and the version",
      "GET",
      "/api/v2/shop/items/7",
      "GET /api/v2/shop/items/:id 200",
    ],
    [
      "a handler that finds nothing",
      "GET",
      "/api/v2/shop/items/gone/7",
      "GET /api/v2/shop/items/gone/:id 404",
    ],
    ["a guard that refuses", "GET", "/api/v2/shop/items/refused/7", "GET /api/v2/shop/items/refused/:id 403"],
    ["a pipe that refuses", "GET", "/api/v2/shop/items/seven", "GET /api/v2/shop/items/:id 400"],
    [
      "an error that a filter takes",
      "GET",
      "/api/v2/shop/items/teapot/7",
      "GET /api/v2/shop/items/teapot/:id 418",
    ],
    ["another version", "GET", "/api/v1/shop/items/7", "GET unmatched 404"],
    ["a path without the prefix", "GET", "/v2/shop/items/7", "GET unmatched 404"],
    ["a path that no controller takes", "GET", "/api/none/7", "GET unmatched 404"],
    ["another method", "DELETE", "/api/v2/shop/items/7", "DELETE unmatched 404"],
    ["a request for the head", "HEAD", "/api/v2/shop/items/7", "HEAD /api/v2/shop/items/:id 200"],
  ])("%s", async (_, method, path, want) => {
    await fetch(`${url}${path}`, { method });
    await tally.reaches(1);
    expect(tally.requests).toEqual({ [want]: 1 });
    expect(tally.inFlight).toBe(0);
  });

  test("a body that is no JSON", async () => {
    const headers = { "Content-Type": "application/json" };
    await fetch(`${url}/api/v2/shop/items`, { method: "POST", headers, body: "{" });
    await tally.reaches(1);
    // Express reads bodies before it looks for a route.
    const route = platform === "Express" ? "unmatched" : "/api/v2/shop/items";
    expect(tally.requests).toEqual({ [`POST ${route} 400`]: 1 });
  });

  test("what is answered before any route", async () => {
    const headers = { Origin: "http://other", "Access-Control-Request-Method": "GET" };
    await fetch(`${url}/api/v2/shop/items/7`, { method: "OPTIONS", headers });
    await fetch(`${url}/api/broken`);
    await fetch(`${url}/api/answered/7`);
    await tally.reaches(3);
    // On Express, middleware for some paths is a route.
    const [broken, answered] =
      platform === "Express" ? ["/api/*path", "/api/answered/:by"] : ["unmatched", "unmatched"];
    const want = { "OPTIONS unmatched 204": 1, [`GET ${broken} 500`]: 1, [`GET ${answered} 200`]: 1 };
    expect(tally.requests).toEqual(want);
  });
});

test("nestMetrics, on Express, gives the paths at which handlers of Express are mounted", async () => {
  const adapter = new ExpressAdapter();
  const app = await NestFactory.create(moduleOf(), adapter, { logger: false, abortOnError: false });
  const router = express.Router();
  router.get("/:id", (request, response) => {
    response.sendStatus(request.params.id === "none" ? 404 : 200);
  });
  app.use("/admin/:area", router);
  app.use("/files", (_request: unknown, response: express.Response) => response.send("file"));
  await app.listen(0, "127.0.0.1");
  const url = await app.getUrl();
  for (const path of ["/admin/a/1", "/admin/b/2", "/admin/b/none", "/admin/b", "/files/a"]) {
    await fetch(`${url}${path}`);
  }
  await tally.reaches(5);
  expect(tally.requests).toEqual({
    "GET /admin/:area/:id 200": 2,
    "GET unmatched 404": 2,
    "GET /files 200": 1,
  });
  await app.close();
});
