import type { Framework } from "./application.js";
import { indentYaml } from "./code-style.js";
import { scriptCommand } from "./package-manager.js";
import type { Project } from "./project.js";

/** What the user has chosen, or what is chosen for them. */
export interface Choices {
  readonly framework: Framework;
  readonly namespace: string;
  readonly language: Project["language"];
  /** Begin with the metrics of the client that the project has, in place of a first schema. */
  readonly adopts: boolean;
}

/** A legal namespace, made of a package's name: `@acme/shop-api` becomes `shop_api`. */
export function namespaceOf(name: string): string {
  const words = name
    .replace(/^@[^/]*\//, "")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "_")
    .replace(/^_|_$/g, "");
  if (words === "") return "app";
  return /^\d/.test(words) ? `app_${words}` : words;
}

/**
 * A first schema: HTTP requests and their duration. Each key has a comment, and all texts are plain scalars, which have no
 * quotes for a formatter to change.
 */
export function schemaTemplate(
  project: Project,
  { framework, namespace, language }: Choices,
  { directory, modules }: { readonly directory: string; readonly modules: string },
): string {
  const hasRoutes = framework !== "node"; // `node:http` has no router
  const labels = hasRoutes ? "[method, route, status]" : "[method, status]";
  const largest = hasRoutes
    ? "8 methods × 101 routes × 5 classes × 14 samples = 56,560"
    : "8 methods × 5 classes × 14 samples = 560";
  const text = `# yaml-language-server: $schema=${modules}/metricsmith/generator/dist/schema.json
# The metrics of this program. \`${scriptCommand(project.manager, "metrics")}\` makes typed recorders of them.

# Version of the schema's format.
version: 1
# Prefix of every metric name: http_requests_total is exposed as ${namespace}_http_requests_total.
namespace: ${namespace}

outputs:
${language === "javascript" ? "  # Recorders in JavaScript, with their types beside them.\n  language: javascript\n" : ""}\
  # Folder of the generated files. Commit them.
  directory: ${directory}
  # Also functions that read the metrics, for tests.
  testing: true

# Counters only go up. Their names end in _total.
counters:
  http_requests_total:
    # Its labels, in the order in which they are exposed. Each is declared below.
    vectors: ${labels}
    # The HELP text of the metric, and its documentation.
    description: HTTP requests that were answered.

# Histograms count how many values were below each upper bound.
histograms:
  http_request_duration_seconds:
    vectors: ${labels}
    # Base unit of the values.
    unit: seconds
    # Upper bounds, in ascending order. The last one, +Inf, is implied.
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    description: Time taken to answer an HTTP request.

# Label values. All are bounded, so the number of series is known before the program runs. In the worst case, the
# histogram has ${largest}; the default budget of a metric is 1,000,000.
vectors:
  method:
    description: Method of the request.
    # The registered methods of HTTP.
    type: http_method
    # Those that have a label value of their own.
    values: [GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS]
    # Label value for all others.
    otherwise: other
${
  hasRoutes
    ? `  route:
    description: Pattern of the route, such as ${ROUTES[framework]}.
    # Strings that are not known before the program runs.
    type: string
    # Number of different ones that have a label value of their own. Later ones are recorded as otherwise.
    max_values: 100
    otherwise: other
`
    : ""
}  status:
    description: Class of the response's status code.
    # Takes a status code, such as 404, and exposes its class, such as 4xx.
    type: http_status_class

# One call that records several metrics.
recorders:
  http_request:
    # The keys of the metrics.
    metrics: [http_requests_total, http_request_duration_seconds]
    description: An HTTP request that was answered.
`;
  return indentYaml(text, project.formatter === "prettier" ? project.style.spaces : 2);
}

/** How a pattern of a route looks in each framework. */
const ROUTES: Readonly<Record<Framework, string>> = {
  express: "/users/:id",
  fastify: "/users/:id",
  hono: "/users/:id",
  koa: "/users/:id",
  nest: "/users/:id",
  next: "/users/[id]",
  node: "/users",
};
