import { UNMATCHED_ROUTE } from "./http-recorder.js";

/** What is read of a request of Express when its response has ended. */
export interface RoutedRequest {
  /** The texts of the mount paths that the request is in. Without a router, there is none. */
  readonly baseUrl?: string;
  readonly originalUrl?: string;
  readonly route?: unknown;
  readonly app?: unknown;
}

/** A path as the application has given it to Express. */
type Path = string | RegExp | readonly Path[] | undefined;

interface Route {
  readonly path: Path;
}

/** An element of a router's stack: a route, or a handler at a mount path. */
interface Layer {
  readonly route?: Route | undefined;
  readonly handle: Mounted;
  /** The mount path; the router of Express 5 has it from version 2.3 on. */
  readonly rawPath?: Path;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly path?: string | undefined;
  /** Gives what it has found, or sets `params` and `path`. It may throw for a path that cannot be decoded. */
  match(path: string): boolean | LayerMatch;
}

interface LayerMatch {
  readonly params: Readonly<Record<string, unknown>>;
  readonly path: string;
}

/** What has routes: a router, or an application of Express 4 (`_router`) or 5 (`router`). */
interface Mounted {
  readonly stack?: readonly Layer[];
  readonly _router?: Mounted | undefined;
  readonly router?: Mounted;
  /** Only of an application that is mounted on another. */
  readonly parent?: Mounted | undefined;
  readonly mountpath?: Path;
}

/** The layers between an application and a route, whose paths precede the route's own. */
type Mounts = readonly Layer[];

/** How deep routers are nested at most: one that is mounted on itself would have no end. */
const DEEPEST_MOUNT = 16;

/** How many texts of mount paths are remembered that requests without a route have. */
const MOST_BASE_URLS = 1000;

/**
 * Finds the patterns of the routes of an Express application, mount paths included: `/shops/:shop/orders/:id`. The texts
 * of a request are never part of it. Each route is looked for once, when its first response ends.
 */
export class ExpressRoutes {
  readonly #patterns = new WeakMap<Route, string>();
  /** Of routers that are mounted at several paths. */
  readonly #mounts = new WeakMap<Route, readonly Mounts[]>();
  readonly #mountPatterns = new Map<string, string>();
  /** The application that uses the middleware. */
  #application: Mounted | undefined;

  /** @param request one that reaches the middleware */
  begin(request: RoutedRequest): void {
    this.#application ??= request.app as Mounted; // Express sets it for each request
  }

  /** Without a route, the path at which the handler was mounted that has answered, such as that of static files. */
  patternOf(request: RoutedRequest): string {
    const route = request.route as Route | undefined; // Express sets it when a route matches
    try {
      if (route !== undefined) return this.#patterns.get(route) ?? this.#find(route, request);
      return request.baseUrl ? this.#mountPattern(request.baseUrl) : UNMATCHED_ROUTE;
    } catch {
      return UNMATCHED_ROUTE; // a version of Express that is built in another way
    }
  }

  #find(route: Route, request: RoutedRequest): string {
    const path = pathOf(request.originalUrl ?? "/");
    const several = this.#mounts.get(route);
    if (several !== undefined) return join(mountsText(several, path), route.path);
    const found = mountsOf(stackOf(this.#application), route);
    const [only] = found;
    if (only === undefined) return this.#remember(route, this.#findInMounted(route, request, path));
    if (found.length === 1) return this.#remember(route, join(mountsText(found, path), route.path));
    this.#mounts.set(route, found);
    return join(mountsText(found, path), route.path);
  }

  /** A mounted application is hidden from its parent's router, but knows its mount path. */
  #findInMounted(route: Route, request: RoutedRequest, path: string): string {
    const app = request.app as Mounted | undefined; // Express sets it for each request
    const paths: Path[] = [];
    for (let one: Mounted | undefined = app; one?.parent !== undefined; one = one.parent) {
      paths.unshift(one.mountpath);
    }
    const prefix = paths.reduce<string>((text, mountpath) => join(text, mountpath), "/");
    const mounts = mountsOf(stackOf(app), route);
    return join(mounts.length === 0 ? prefix : join(prefix, mountsText(mounts, path)), route.path);
  }

  #remember(route: Route, pattern: string): string {
    this.#patterns.set(route, pattern);
    return pattern;
  }

  #mountPattern(baseUrl: string): string {
    const known = this.#mountPatterns.get(baseUrl);
    if (known !== undefined) return known;
    const pattern = matchedMount(stackOf(this.#application), baseUrl, 0) ?? UNMATCHED_ROUTE;
    if (this.#mountPatterns.size < MOST_BASE_URLS) this.#mountPatterns.set(baseUrl, pattern);
    return pattern;
  }
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
function mountsOf(stack: readonly Layer[], route: Route, depth = 0): readonly Mounts[] {
  if (depth > DEEPEST_MOUNT) return [];
  return stack.flatMap((layer): readonly Mounts[] => {
    if (layer.route === route) return [[]];
    if (layer.route !== undefined) return [];
    return mountsOf(stackOfHandler(layer.handle), route, depth + 1).map((mounts) => [layer, ...mounts]);
  });
}

/** The pattern of the first of several ways that a path matches. */
function mountsText(several: readonly Mounts[], path: string): string {
  for (const mounts of several) {
    let text = "/";
    let rest: string | undefined = path;
    for (const layer of mounts) {
      const matched: LayerMatch | undefined = rest === undefined ? undefined : matchOf(layer, rest);
      if (matched === undefined && several.length > 1) rest = undefined;
      text = join(text, layer.rawPath ?? (matched === undefined ? undefined : rewritten(layer, matched)));
      if (rest !== undefined) rest = rest.slice(matched?.path.length ?? 0) || "/";
    }
    if (rest !== undefined) return text;
  }
  return "/";
}

/** The pattern of the mount paths whose texts are a base URL. */
function matchedMount(stack: readonly Layer[], baseUrl: string, depth: number): string | undefined {
  if (depth > DEEPEST_MOUNT) return undefined;
  for (const layer of stack) {
    if (layer.route !== undefined) continue;
    const matched = matchOf(layer, baseUrl);
    if (matched === undefined) continue;
    const pattern = join("/", layer.rawPath ?? rewritten(layer, matched));
    if (matched.path === baseUrl) return pattern;
    const rest = matchedMount(stackOfHandler(layer.handle), baseUrl.slice(matched.path.length), depth + 1);
    if (rest !== undefined) return join(pattern, rest);
  }
  return undefined;
}

function matchOf(layer: Layer, path: string): LayerMatch | undefined {
  try {
    const matched = layer.match(path);
    if (matched === false) return undefined;
    if (matched !== true) return matched;
    return { params: layer.params ?? {}, path: layer.path ?? "" };
  } catch {
    return undefined; // it cannot be decoded
  }
}

/**
 * The pattern of a mount path, from a text that matches it: a segment is a parameter if the layer takes another text in
 * its place, too.
 */
function rewritten(layer: Layer, { path, params }: LayerMatch): string {
  const names = Object.keys(params);
  const segments = path.split("/");
  return segments
    .map((segment, at) => {
      if (segment === "") return segment;
      const other = `${segment}0`;
      const matched = matchOf(layer, segments.with(at, other).join("/"));
      if (matched !== undefined && matched.path.split("/")[at] === other) {
        const name = names.find((one) => matched.params[one] !== params[one]);
        return name === undefined ? "*" : `:${name}`;
      }
      const limited = names.find((one) => params[one] === segment); // such as :language(de|en)
      return limited === undefined ? segment.toLowerCase() : `:${limited}`;
    })
    .join("/");
}

/** Joins a pattern and a path below it. Of several paths, all are named. */
function join(prefix: string, path: Path): string {
  const text = textOf(path);
  const start = prefix === "/" ? "" : prefix.replace(/\/$/, "");
  if (text === "" || text === "/") return start === "" ? "/" : start;
  return `${start}${text}`;
}

function textOf(path: Path): string {
  if (path === undefined) return "";
  if (typeof path === "string") return path;
  return path instanceof RegExp ? String(path) : path.map(textOf).join("|");
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
