import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { register } from "prom-client";
import { baskets, logins, orders, queues, Stopwatch } from "./metrics.js";

const requests = new Stopwatch("request", ["method", "route", "code"]);

export function createApp(): Express {
  const app = express();
  app.use(express.json(), measure);
  app.post("/login", login);
  app.put("/basket/:customer", fillBasket);
  app.post("/basket/:customer/order", order);
  app.get("/metrics", async (_request, response) => {
    response.type(register.contentType).send(await register.metrics());
  });
  return app;
}

/** Measures each request. Its route is known when the reply is finished. */
function measure(request: Request, response: Response, next: NextFunction): void {
  const end = requests.start();
  response.on("finish", () => {
    end({ method: request.method, route: request.route?.path ?? "none", code: response.statusCode });
  });
  next();
}

function login(request: Request, response: Response): void {
  const known = request.body.password === "secret";
  logins.inc({ result: known ? "ok" : "failed" });
  response.sendStatus(known ? 204 : 401);
}

function fillBasket(request: Request<{ customer: string }>, response: Response): void {
  baskets.set(request.params.customer, request.body.items);
  response.sendStatus(204);
}

function order(request: Request<{ customer: string }>, response: Response): void {
  if (!baskets.delete(request.params.customer)) {
    response.sendStatus(404);
    return;
  }
  const { payment, gift = false } = request.body;
  orders.inc({ payment, gift: String(gift) });
  queues.mail.inc();
  queues.invoices.inc();
  response.sendStatus(201);
}
