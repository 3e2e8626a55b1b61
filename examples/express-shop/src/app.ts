import { expressMetrics } from "@metricsmith/runtime/http/express";
import express, { type Express, type Request, type Response } from "express";
import {
  addHttpRequestsInFlight,
  isPayment,
  recordHttpRequest,
  recordOrdersTotal,
} from "../generated/recorders.js";

const PRODUCTS: Readonly<Record<string, string>> = { "1": "a pen", "2": "a notebook" };

export function createShop(): Express {
  const app = express();
  // First, so that it counts every request: also one with a bad body, and one that no route matches.
  app.use(expressMetrics({ requests: recordHttpRequest, inFlight: addHttpRequestsInFlight }));
  app.use(express.json());
  app.get("/products/:id", showProduct);
  app.post("/orders", order);
  return app;
}

function showProduct(request: Request<{ id: string }>, response: Response): void {
  const name = PRODUCTS[request.params.id];
  if (name === undefined) response.sendStatus(404);
  else response.json({ name });
}

function order(request: Request, response: Response): void {
  const payment: unknown = request.body?.payment;
  if (!isPayment(payment)) {
    response.status(400).json({ error: "pay by card or by paypal" });
    return;
  }
  recordOrdersTotal({ payment });
  response.sendStatus(201);
}
