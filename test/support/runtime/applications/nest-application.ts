import type { Server, ServerResponse } from "node:http";
import {
  Controller,
  Get,
  HttpCode,
  type INestApplication,
  Module,
  Post,
  Res,
  StreamableFile,
} from "@nestjs/common";
import { type AbstractHttpAdapter, NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { nestMetrics } from "../../../../runtime/http/nest.js";
import {
  type Application,
  EARLY_HINTS,
  endlessChunks,
  type Framework,
  fewChunks,
  type Gate,
  SWITCHED,
} from "./application.js";
import type { Tally } from "./tally.js";

export const nestOnExpressFramework = frameworkOf("Nest, on Express", () => new ExpressAdapter());
export const nestOnFastifyFramework = frameworkOf("Nest, on Fastify", () => new FastifyAdapter());

/** The response of the platform: Fastify has Node's in it. */
type PlatformResponse = (ServerResponse | { readonly raw: ServerResponse }) & { send(text: string): unknown };

function frameworkOf(name: string, createAdapter: () => AbstractHttpAdapter): Framework {
  return {
    name,
    itemRoute: "/shop/items/:id",
    hasNodeResponse: true,
    async start(tally, gate) {
      const app = await NestFactory.create(moduleOf(tally, gate), createAdapter(), {
        logger: false,
        abortOnError: false,
      });
      return startNest(app);
    },
  };
}

async function startNest(app: INestApplication): Promise<Application> {
  await app.listen(0, "127.0.0.1");
  const server: Server = app.getHttpServer();
  return { server, close: () => app.close() };
}

/** Decorators are called as functions: no option of the compiler is needed for them. */
function moduleOf(tally: Tally, gate: Gate) {
  class ShopController {
    item() {
      return "item";
    }
  }
  Get("items/:id")(...methodOf(ShopController, "item"));
  Controller("shop")(ShopController);

  class RootController {
    wait() {
      return gate.pass();
    }
    large() {
      return new StreamableFile(endlessChunks());
    }
    stream() {
      return new StreamableFile(fewChunks());
    }
    throws() {
      throw new Error("thrown");
    }
    async rejects() {
      throw new Error("rejected");
    }
    async hints(response: PlatformResponse) {
      await new Promise<void>((resolve) => nodeResponseOf(response).writeEarlyHints(EARLY_HINTS, resolve));
      response.send("hinted");
    }
    socket(response: PlatformResponse) {
      nodeResponseOf(response).writeHead(101, SWITCHED).end();
    }
    upload() {
      return "uploaded";
    }
    twice(response: PlatformResponse) {
      response.send("once");
      response.send("twice");
    }
  }
  for (const name of ["wait", "large", "stream", "throws", "rejects", "hints", "socket", "twice"] as const) {
    Get(name)(...methodOf(RootController, name));
  }
  Post("upload")(...methodOf(RootController, "upload"));
  HttpCode(200)(...methodOf(RootController, "upload"));
  Res()(RootController.prototype, "hints", 0);
  Res()(RootController.prototype, "socket", 0);
  Res()(RootController.prototype, "twice", 0);
  Controller()(RootController);

  class ApplicationModule {}
  Module({ imports: [nestMetrics(tally.recorders)], controllers: [ShopController, RootController] })(
    ApplicationModule,
  );
  return ApplicationModule;
}

export function methodOf<T extends object>(controller: { prototype: T }, name: keyof T & string) {
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, name);
  if (descriptor === undefined) throw new TypeError(`no method ${name}`);
  return [controller.prototype, name, descriptor] as const;
}

function nodeResponseOf(response: PlatformResponse): ServerResponse {
  return "raw" in response ? response.raw : response;
}
