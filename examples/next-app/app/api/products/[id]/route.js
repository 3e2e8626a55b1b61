import { fetchMetrics } from "@metricsmith/runtime/http/fetch";
import {
  recordHttpRequestDurationSeconds,
  recordProductsShownTotal,
} from "../../../../generated/recorders.js";

const PRODUCTS = { 1: "a pen", 2: "a notebook" };

const withMetrics = fetchMetrics({ duration: recordHttpRequestDurationSeconds });

export const GET = withMetrics("/api/products/[id]", async (_request, { params }) => {
  const { id } = await params;
  const found = Object.hasOwn(PRODUCTS, id);
  recordProductsShownTotal({ found });
  return found
    ? Response.json({ name: PRODUCTS[id] })
    : Response.json({ error: "no such product" }, { status: 404 });
});
