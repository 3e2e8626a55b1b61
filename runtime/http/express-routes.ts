import {
  declaredPattern,
  type Layer,
  type Mounted,
  matchOf,
  type Path,
  patternOfMatch,
  type Route,
  textOf,
} from "./express-layers.js";
import { UNMATCHED_ROUTE } from "./http-recorder.js";

/** What is read of a request of Express when its response has ended. */
export interface RoutedRequest {
  /** The texts of the mount paths that the request is in. Without a router, there is none. */
  readonly baseUrl?: string;
  readonly originalUrl?: string;
  readonly route?: unknown;
  readonly app?: unknown;
}

/** The layers from an application to a route. The paths of all but the last, which is the route's, precede the route's own. */
type Way = readonly Layer[];

/** How deep routers are nested at most: one that is mounted on itself would have no end. */
const DEEPEST_MOUNT = 16;

/** How many texts of mount paths are remembered for an application. */
const MOST_BASE_URLS = 1000;

/**
 * Finds the patterns of the routes of an Express application, mount paths included: `/shops/:shop/orders/:id`. The texts
 * of a request are never part of it. A pattern is remembered for its route only if it is that of all requests.
 */
export class ExpressRoutes {
  readonly #patterns = new WeakMap<Route, string>();
  /** Of routes whose pattern depends on the request. There is none to a route that is in a mounted application. */
  readonly #ways = new WeakMap<Route, readonly Way[]>();
  readonly #mountPatterns = new WeakMap<Mounted, Map<string, string | undefined>>();
  /** The outermost application that uses the middleware. */
  #application: Mounted | undefined;

  /** @param application if it is known before there are requests */
  constructor(application?: object) {
    this.#application = application;
  }

  /** @param request one that reaches the middleware */
  begin(request: RoutedRequest): void {
    this.#application ??= outermost(request.app as Mounted); // Express sets it for each request
  }

  /** Without a route, the path at which the handler was mounted that has answered, such as that of static files. */
  patternOf(request: RoutedRequest): string {
    const route = request.route as Route | undefined; // Express sets it when a route matches
    try {
      if (route !== undefined) return this.#patterns.get(route) ?? this.#find(route, request);
      return this.#mountPattern(request) ?? UNMATCHED_ROUTE;
    } catch {
      return UNMATCHED_ROUTE; // a version of Express that is built in another way
    }
  }

  #find(route: Route, request: RoutedRequest): string {
    let ways = this.#ways.get(route);
    if (ways === undefined) {
      ways = waysTo(stackOf(this.#application), route);
      const pattern = patternOfAll(ways);
      if (pattern !== undefined) return this.#remember(route, join(pattern, route.path));
      this.#ways.set(route, ways);
    }
    if (ways.length > 0) return join(patternOfRequest(ways, request) ?? "/", route.path);
    const pattern = patternInMounted(request, route);
    if (pattern !== undefined) return this.#remember(route, join(pattern, route.path));
    return join(this.#mountPattern(request) ?? "/", route.path);
  }

  #remember(route: Route, pattern: string): string {
    this.#patterns.set(route, pattern);
    return pattern;
  }

  /** The pattern of the base URL. Applications and routers that a function calls are found by it alone. */
  #mountPattern(request: RoutedRequest): string | undefined {
    const { baseUrl } = request;
    const app = (request.app ?? this.#application) as Mounted | undefined; // Express sets it for each request
    if (!baseUrl || app === undefined) return undefined;
    const known = this.#mountPatterns.get(app) ?? new Map<string, string | undefined>();
    if (known.has(baseUrl)) return known.get(baseUrl);
    const apps = withParents(app);
    const hidden = apps.filter((one) => one !== this.#application);
    const pattern =
      matchedMount(stackOf(this.#application), baseUrl, hidden) ??
      matchedMount(stackOf(apps[0]), baseUrl, apps.slice(1));
    if (known.size < MOST_BASE_URLS) this.#mountPatterns.set(app, known.set(baseUrl, pattern));
    return pattern;
  }
}

/** An application, after those on which it is mounted. */
function withParents(app: Mounted | undefined): readonly Mounted[] {
  const apps: Mounted[] = [];
  for (let one = app; one !== undefined && apps.length <= DEEPEST_MOUNT; one = one.parent) apps.unshift(one);
  return apps;
}

function outermost(app: Mounted | undefined): Mounted | undefined {
  return withParents(app)[0];
}

function stackOf(mounted: Mounted | undefined): readonly Layer[] {
  // In Express 4, the getter `router` of an application throws.
  return mounted?.stack ?? (mounted?._router ?? mounted?.router)?.stack ?? [];
}

/** Whatever else a handler is, it has no stack. */
function stackOfHandler(handle: Mounted): readonly Layer[] {
  try {
    return stackOf(handle);
  } catch {
    return [];
  }
}

/** All ways from a stack to a route. */
function waysTo(stack: readonly Layer[], route: Route, depth = 0): readonly Way[] {
  if (depth > DEEPEST_MOUNT) return [];
  return stack.flatMap((layer): readonly Way[] => {
    if (layer.route === route) return [[layer]];
    if (layer.route !== undefined) return [];
    return waysTo(stackOfHandler(layer.handle), route, depth + 1).map((way) => [layer, ...way]);
  });
}

/** The pattern of the mount paths, if it is the same for all requests. */
function patternOfAll(ways: readonly Way[]): string | undefined {
  const patterns = ways.map((way) =>
    way.slice(0, -1).reduce<string | undefined>((prefix, layer) => {
      const declared = declaredPattern(layer);
      return prefix === undefined || declared === undefined ? undefined : join(prefix, declared);
    }, "/"),
  );
  return new Set(patterns).size === 1 ? patterns[0] : undefined;
}

/** A mounted application is hidden from its parent's router, but knows its mount path. */
function patternInMounted({ app }: RoutedRequest, route: Route): string | undefined {
  const [outer, ...mounted] = withParents(app as Mounted | undefined); // Express sets it for each request
  if (outer === undefined || mounted.length === 0) return undefined;
  const inner = patternOfAll(waysTo(stackOf(mounted.at(-1)), route));
  if (inner === undefined) return undefined;
  return join(
    mounted.reduce((prefix, { mountpath }) => join(prefix, mountpath), "/"),
    inner,
  );
}

/** The pattern of the mount paths of the first way that a request has gone. */
function patternOfRequest(ways: readonly Way[], request: RoutedRequest): string | undefined {
  const { baseUrl = "", originalUrl = "/" } = request;
  for (const way of baseUrl === "" ? [] : ways) {
    const pattern = patternOfText(way, baseUrl, false);
    if (pattern !== undefined) return pattern;
  }
  // Once a router has passed on an error, the base URL is that of the router around it.
  const path = pathOf(originalUrl);
  for (const way of ways) {
    const pattern = patternOfText(way, path, true);
    if (pattern !== undefined) return pattern;
  }
  return undefined;
}

/** @param hasRoute whether the text is that of the route, too */
function patternOfText(way: Way, text: string, hasRoute: boolean): string | undefined {
  let pattern = "/";
  let rest = text;
  for (const layer of way) {
    const isRoute = layer === way.at(-1);
    if (isRoute && !hasRoute) return rest === "" ? pattern : undefined;
    const matched = matchOf(layer, rest || "/");
    if (matched === undefined) return undefined;
    if (isRoute) return pattern;
    pattern = join(pattern, declaredPattern(layer) ?? patternOfMatch(layer, matched));
    rest = rest.slice(matched.path.length);
  }
  return undefined;
}

/**
 * The pattern of the mount paths whose texts are a base URL.
 *
 * @param hidden the applications, from the outermost on, which a function calls that is in the stack of the one before
 */
function matchedMount(
  stack: readonly Layer[],
  baseUrl: string,
  hidden: readonly Mounted[],
  depth = 0,
): string | undefined {
  if (depth > DEEPEST_MOUNT) return undefined;
  for (const layer of stack) {
    if (layer.route !== undefined) continue;
    const matched = matchOf(layer, baseUrl);
    if (matched === undefined) continue;
    const pattern = join("/", declaredPattern(layer) ?? patternOfMatch(layer, matched));
    if (matched.path === baseUrl) return pattern;
    const rest = baseUrl.slice(matched.path.length);
    const inner = stackOfHandler(layer.handle);
    const found =
      inner.length > 0
        ? matchedMount(inner, rest, hidden, depth + 1)
        : matchedMount(stackOf(hidden[0]), rest, hidden.slice(1), depth + 1);
    if (found !== undefined) return join(pattern, found);
  }
  return undefined;
}

/** Joins a pattern and a path below it. */
function join(prefix: string, path: Path): string {
  const text = textOf(path);
  const start = prefix === "/" ? "" : prefix.replace(/\/$/, "");
  if (text === "" || text === "/") return start === "" ? "/" : start;
  return `${start}${text}`;
}

/** The path of a URL, which in a request to a proxy has an origin. */
function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "") || "/";
}
