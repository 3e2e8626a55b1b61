/** A path as the application has given it to Express. */
export type Path = string | RegExp | readonly Path[] | undefined;

export interface Route {
  readonly path: Path;
}

/** An element of a router's stack: a route, or a handler at a mount path. */
export interface Layer {
  readonly route?: Route | undefined;
  readonly handle: Mounted;
  /** The mount path; the router of Express 5 has it from version 2.3 on. */
  readonly rawPath?: Path;
  /** Of Express 4: what it has compiled from the mount path, and the names of its groups. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean; readonly fast_star?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly path?: string | undefined;
  /** Gives what it has found, or sets `params` and `path`. It may throw for a path that cannot be decoded. */
  match(path: string): boolean | LayerMatch;
}

/** What has routes: a router, or an application of Express 4 (`_router`) or 5 (`router`). */
export interface Mounted {
  readonly stack?: readonly Layer[];
  readonly _router?: Mounted | undefined;
  readonly router?: Mounted;
  /** Only of an application that is mounted on another. */
  readonly parent?: Mounted | undefined;
  readonly mountpath?: Path;
}

/** What a layer has found in a path. */
export interface LayerMatch {
  readonly params: Readonly<Record<string, unknown>>;
  /** The text of the mount path. */
  readonly path: string;
}

export function matchOf(layer: Layer, path: string): LayerMatch | undefined {
  try {
    const matched = layer.match(path);
    if (matched === false) return undefined;
    if (matched !== true) return matched;
    return { params: layer.params ?? {}, path: layer.path ?? "" };
  } catch {
    return undefined; // it cannot be decoded
  }
}

/** The pattern of a layer's mount path. The router of Express 5 before version 2.3 does not know it: `undefined`. */
export function declaredPattern({ rawPath, regexp, keys = [] }: Layer): string | undefined {
  if (rawPath !== undefined) return textOf(rawPath);
  if (regexp === undefined) return undefined;
  if (regexp.fast_slash === true) return "/";
  if (regexp.fast_star === true) return "*";
  const known = patternsOfCompiled.get(regexp);
  if (known !== undefined) return known;
  const pattern = pathOfSource(regexp.source, keys) ?? String(regexp);
  patternsOfCompiled.set(regexp, pattern);
  return pattern;
}

const patternsOfCompiled = new WeakMap<RegExp, string>();

/** Of several paths, all are named. */
export function textOf(path: Path): string {
  if (path === undefined) return "";
  if (typeof path === "string") return path;
  return path instanceof RegExp ? String(path) : path.map(textOf).join("|");
}

/** The end of what Express 4 compiles from each mount path. */
const END_OF_PATH = "\\/?(?=\\/|$)";

/** In this order: an escaped character, the start of a group, the end of one, and a character that stands for itself. */
const TOKEN = /\\(\W)|(\(\?:|\((?!\?))|\)(\??)|([^\\()[\]{}.*+?|^$])/y;

/** The path from which Express 4 has compiled a regular expression. `undefined` if the application has given the expression. */
function pathOfSource(source: string, keys: NonNullable<Layer["keys"]>): string | undefined {
  const names = keys.map(({ name }) => (typeof name === "number" ? "*" : `:${name}`));
  const paths = source.split("|^").map((one, at) => {
    const start = at === 0 ? "^" : "";
    if (!one.startsWith(start) || !one.endsWith(END_OF_PATH)) return undefined;
    return readSource(one.slice(start.length, -END_OF_PATH.length), names);
  });
  return paths.includes(undefined) ? undefined : paths.map((path) => path || "/").join("|");
}

/** @param names of groups, of which it takes those that it needs */
function readSource(source: string, names: string[]): string | undefined {
  let text = "";
  for (let at = 0; at < source.length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source);
    if (token === null) return undefined;
    const [all, escaped, opening, optional, plain] = token;
    if (opening === "(") text += names.shift() ?? "*";
    else text += escaped ?? optional ?? plain ?? "";
    at = opening === "(" ? endOfGroup(source, at) : at + all.length;
  }
  return text;
}

function endOfGroup(source: string, start: number): number {
  let depth = 0;
  let isInClass = false;
  for (const { 0: found, index } of source.slice(start).matchAll(/\\.|[()[\]]/g)) {
    if (isInClass) isInClass = found !== "]";
    else if (found === "[") isInClass = true;
    else if (found === "(") depth += 1;
    else if (found === ")") depth -= 1;
    if (depth === 0) return start + index + 1;
  }
  return source.length;
}

/**
 * The pattern of the mount path of a layer that does not know it, from a text that the layer has matched. It depends on
 * the text: which of several paths it is, and which optional parts of it are there. The texts of parameters are not part of it.
 */
export function patternOfMatch(layer: Layer, { path, params }: LayerMatch): string {
  const known = patternsOfTexts.get(layer) ?? new Map<string, string>();
  const found = known.get(path);
  if (found !== undefined) return found;
  const pattern = readMatch(layer, { path, params });
  if (known.size < MOST_TEXTS && path.length <= LONGEST_TEXT)
    patternsOfTexts.set(layer, known.set(path, pattern));
  return pattern;
}

/** How many texts are remembered of a layer, and how long they are at most. */
const [MOST_TEXTS, LONGEST_TEXT] = [1000, 100];

const patternsOfTexts = new WeakMap<Layer, Map<string, string>>();

function readMatch(layer: Layer, { path, params }: LayerMatch): string {
  if (path === "") return "/";
  const isOfPath = Object.getPrototypeOf(params) === null; // so path-to-regexp makes them, and Express for a RegExp does not
  if (!isOfPath) return "/*";
  const segments = path.replace(/\/$/, "").split("/");
  const texts = segments.map(
    (segment, at) => parameterAt(layer, params, segments, at) ?? segment.toLowerCase(),
  );
  return texts.filter((text, at) => !text.startsWith("*") || text !== texts[at - 1]).join("/");
}

/** The parameter in a segment: the layer takes another text in its place, too. */
function parameterAt(
  layer: Layer,
  params: LayerMatch["params"],
  segments: readonly string[],
  at: number,
): string | undefined {
  const segment = segments[at] ?? "";
  // A parameter is found at one of the first places, so that its text may be long; what is fixed is short.
  for (const place of [segment.length, ...segment.split("").keys()]) {
    const other = `${segment.slice(0, place)}0${segment.slice(place)}`;
    const matched = matchOf(layer, segments.with(at, other).join("/"));
    if (matched?.path.split("/")[at] !== other) continue;
    const name = Object.keys(params).find((one) => String(matched.params[one]) !== String(params[one]));
    if (name === undefined) return "*";
    return Array.isArray(params[name]) ? `*${name}` : `:${name}`;
  }
  return undefined;
}
