import { defineCodes, error, warning } from "../diagnostics/define.js";

/** The diagnostics into which commands turn the findings of `parseExposition`. */
export const EXPOSITION_CODES = defineCodes({
  "invalid-exposition": error<{ problem: string; help: string }>({
    title: "exposition that its format does not allow",
    explanation:
      "Prometheus refuses the exposition, or a part of it, so that metrics are lost. The message says which rule of the format is broken; `metricsmith explain expositions` lists them all.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total{payment="card} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "irregular-exposition": warning<{ problem: string; help: string }>({
    title: "exposition that is better written in another way",
    explanation:
      "Prometheus takes the exposition, but the format does not allow it or advises against it, and other readers may refuse it.",
    wrong: `# TYPE shop_orders_total counter
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
});
