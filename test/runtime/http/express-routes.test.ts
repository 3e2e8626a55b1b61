import { createRequire } from "node:module";
import express from "express";
import { beforeEach, describe, expect, test } from "vitest";
import { expressMetrics } from "../../../runtime/http/express.js";
import { metrics, recordHttpRequestsTotal } from "../../fixtures/golden/http/recorders.js";
import { get, linesOf, startServer } from "../../support/runtime/http-requests.js";

const express4 = createRequire(import.meta.url)("express-4") as typeof express; // what is used of it is the same

/** What has a stack: an application of Express 5, or a router. */
interface Stacked {
  readonly stack?: { rawPath?: unknown }[];
  readonly router?: Stacked;
}

let made: Stacked[] = [];

beforeEach(() => {
  metrics.reset();
  made = [];
});

/** In versions of the router before 2.3, no layer knows its mount path. */
function forgetMountPaths(): void {
  for (const { stack, router } of made) {
    for (const layer of stack ?? router?.stack ?? []) Reflect.deleteProperty(layer, "rawPath");
  }
}

describe.each([
  ["4", express4],
  ["5", express],
  ["5, whose router does not know mount paths,", express],
])("expressMetrics of Express %s", (version, module) => {
  const isForgetful = version.length > 1;
  const create = () => {
    const app = module();
    if (version !== "4") made.push(app as Stacked);
    return app;
  };
  const createRouter = (options?: express.RouterOptions) => {
    const router = module.Router(options);
    made.push(router as Stacked);
    return router;
  };
  const application = () => create().use(expressMetrics(recordHttpRequestsTotal));
  const items = () => createRouter().get("/items/:id", (_request, response) => response.send("item"));
  const routesOf = async (app: express.Express, ...paths: readonly string[]) => {
    if (isForgetful) forgetMountPaths();
    await get((await startServer(app)).port, ...paths);
    const lines = linesOf("http_requests_total");
    return lines.map((line) => line.replace('{method="GET",code="200",route="', "").replace('"}', ""));
  };

  test("gives the same route to a request with an origin, and to those that follow", async () => {
    const app = application().use("/m", items());
    expect(await routesOf(app, "http://evil/m/items/1", "/m/items/2")).toEqual(["/m/items/:id 2"]);
  });

  test("gives the same route to a request whose URL was rewritten, and to those that follow", async () => {
    const app = application();
    app.use((request, _response, next) => {
      request.url = request.url.replace("/old", "/new");
      next();
    });
    app.use("/new", items());
    expect(await routesOf(app, "/old/items/1", "/new/items/2")).toEqual(["/new/items/:id 2"]);
  });

  test("takes no fixed part of a mount path for a parameter of the same text", async () => {
    const app = application().use("/shops/:shop", items());
    expect(await routesOf(app, "/shops/shops/items/1", "/SHOPS/berlin/items/1")).toEqual([
      "/shops/:shop/items/:id 2",
    ]);
  });

  test("does not give texts of a request as parts of a mount path", async () => {
    const app = application();
    app.use(["/v:version", "/:file.json"], items());
    const routes = await routesOf(app, "/v1/items/1", "/v22/items/1", "/a.json/items/1", "/b.json/items/1");
    const several = ["/:version/items/:id 2", "/:file/items/:id 2"];
    expect(routes).toEqual(isForgetful ? several : ["/v:version|/:file.json/items/:id 4"]);
  });

  test("gives one route for all texts of a mount path with wildcards", async () => {
    const path = version === "4" ? "/files/*" : "/files/*path";
    const app = application().use(path, (_request, response) => {
      response.send("file");
    });
    expect(await routesOf(app, "/files/a", "/files/a/b/c", "/files/x.y/%20/")).toEqual([`${path} 3`]);
  });

  test("tells apart the optional parts of a mount path, or names them", async () => {
    const app = application().use(version === "4" ? "/a/:b?" : "/a{/:b}", items());
    const routes = await routesOf(app, "/a/1/items/1", "/a/2/items/1");
    const declared = version === "4" ? "/a/:b?" : "/a{/:b}";
    expect(routes).toEqual([`${isForgetful ? "/a/:b" : declared}/items/:id 2`]);
  });

  test("gives the pattern of several mount paths, whatever the first request is", async () => {
    const app = application().use(["/a", "/b"], items());
    const several = ["/b/items/:id 1", "/a/items/:id 2"];
    const want = isForgetful ? several : ["/a|/b/items/:id 3"];
    expect(await routesOf(app, "/b/items/1", "/a/items/1", "/a/items/2")).toEqual(want);
  });

  test("gives the pattern of a mount path that is a regular expression, whatever the first request is", async () => {
    const app = application().use(/^\/v[12]/, items());
    app.use(/^\/(de|en)/, (_request, response) => {
      response.send("text");
    });
    expect(await routesOf(app, "/v2/items/1", "/v1/items/1", "/de", "/en")).toEqual(
      isForgetful ? ["/*/items/:id 2", "/* 2"] : ["/^\\\\/v[12]/items/:id 2", "/^\\\\/(de|en)/ 2"],
    );
  });

  // The others have no limits to parameters.
  if (version === "4") {
    test("names parameters by their names, whatever they are limited to", async () => {
      const app = application().use("/:lang(de|en)/:kind([a-z]+)/:size(\\d+)?", items());
      expect(await routesOf(app, "/de/cats/1/items/1", "/en/dogs/items/2")).toEqual([
        "/:lang/:kind/:size?/items/:id 2",
      ]);
    });
  }

  test("includes the paths of routers in mounted applications", async () => {
    const inner = create().use("/:dog", items());
    const sub = create().use("/cats", items()).use("/dogs", inner);
    const app = application().use("/h/:house", sub);
    expect(await routesOf(app, "/h/h/cats/items/1", "/h/2/cats/items/2", "/h/1/dogs/1/items/1")).toEqual([
      "/h/:house/cats/items/:id 2",
      "/h/:house/dogs/:dog/items/:id 1",
    ]);
  });

  test("includes the paths of routers and applications that a function calls", async () => {
    const [cats, sub] = [items(), create().use("/m", items())];
    const outer = createRouter({ mergeParams: true });
    outer.use("/:kind", (request, response, next) => cats(request, response, next));
    const app = application().use("/pets", outer);
    app.use("/h", (request, response, next) => sub(request, response, next));
    expect(await routesOf(app, "/pets/pets/items/1", "/pets/2/items/1", "/h/m/items/1")).toEqual([
      "/pets/:kind/items/:id 2",
      "/h/m/items/:id 1",
    ]);
  });

  test("tells apart the paths of one router of which one is the root", async () => {
    const router = createRouter().get("/items/:id", (_request, _response, next) => next(new Error("failed")));
    const app = application().use(router).use("/v1", router);
    app.use(((_error, _request, response, _next) => {
      response.send("mended");
    }) satisfies express.ErrorRequestHandler);
    expect(await routesOf(app, "/v1/items/1", "/items/1")).toEqual(["/v1/items/:id 1", "/items/:id 1"]);
  });

  test("includes the mount path of an application that uses the middleware itself", async () => {
    const app = create().use("/api", application().use("/m", items()));
    expect(await routesOf(app, "/api/m/items/1")).toEqual(["/api/m/items/:id 1"]);
  });

  test("gives the routes of two applications that use one middleware", async () => {
    const middleware = expressMetrics(recordHttpRequestsTotal);
    const [one, two] = ["/one", "/two"].map((path) => {
      const app = create().use(middleware).use(path, items());
      return app.use(`${path}/files`, (_request, response) => {
        response.send("file");
      });
    });
    await routesOf(one as express.Express, "/one/items/1", "/one/files/a");
    expect(await routesOf(two as express.Express, "/two/items/1", "/two/files/a")).toEqual([
      "/one/items/:id 1",
      "/one/files 1",
      "/two/items/:id 1",
      "/two/files 1",
    ]);
  });
});
