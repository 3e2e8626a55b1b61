import { areSameInOpenMetrics, type ExpositionFormat } from "../exposition/openmetrics.js";
import { computeFromFamilies, type ServedMetrics } from "../served-metrics.js";

/** A format of an exposition, and its media type in the version that the client asks for. */
interface NegotiatedFormat {
  readonly format: ExpositionFormat;
  readonly contentType: string;
}

const TEXT_FORMAT: NegotiatedFormat = {
  format: "text",
  contentType: "text/plain; version=0.0.4; charset=utf-8",
};

/**
 * Makes the function that returns the one which chooses the format by the header `Accept`.
 *
 * @param openMetrics whether OpenMetrics is offered; by default, if all families of the schema are the same in it as
 * in the text format
 */
export function createNegotiation(
  metrics: Pick<ServedMetrics, "families">,
  openMetrics: boolean | undefined,
): () => Negotiate {
  return computeFromFamilies(metrics, (families) =>
    (openMetrics ?? areSameInOpenMetrics(families)) ? negotiateFormat : negotiateText,
  );
}

type Negotiate = (accept: string | undefined) => NegotiatedFormat;

/**
 * Chooses OpenMetrics if the client names it and prefers it at least as much as the text format, in the version that
 * the client prefers. A wildcard does not choose it, so a browser gets text. All others get the text format, also
 * clients that accept neither: RFC 9110, section 12.5.1, allows it.
 */
function negotiateFormat(accept: string | undefined): NegotiatedFormat {
  const ranges = mediaRanges(accept ?? "");
  const chosen = ranges
    .filter(({ type, version }) => type === OPEN_METRICS && VERSIONS.includes(version ?? LATEST))
    .reduce((best: MediaRange | undefined, range) => (range.q > (best?.q ?? 0) ? range : best), undefined);
  if (chosen === undefined || chosen.q < textQuality(ranges)) return textIn(escapingOf(ranges));
  const escaping = chosen.escaping ?? escapingOf(ranges);
  return {
    format: "openmetrics",
    contentType: `${OPEN_METRICS}; version=${chosen.version ?? LATEST}; charset=utf-8${escaping}`,
  };
}

function negotiateText(accept: string | undefined): NegotiatedFormat {
  return textIn(escapingOf(mediaRanges(accept ?? "")));
}

/** @param escaping as a parameter of the media type; may be empty */
function textIn(escaping: string): NegotiatedFormat {
  return escaping === "" ? TEXT_FORMAT : { ...TEXT_FORMAT, contentType: TEXT_FORMAT.contentType + escaping };
}

/** The escaping of the range with the largest weight that names one. A client that names none gets none. */
function escapingOf(ranges: readonly MediaRange[]): string {
  const named = ranges.filter(({ escaping, q }) => escaping !== undefined && q > 0);
  return named.sort((one, other) => other.q - one.q)[0]?.escaping ?? "";
}

/**
 * The ways in which Prometheus 3 lets a program write names that have other characters than letters, digits, `_` and `:`.
 * No name here has any, so that the text is the same in each of them, and the reply names the one that the client asks for.
 */
const ESCAPINGS: readonly string[] = ["allow-utf-8", "underscores", "dots", "values"];

const OPEN_METRICS = "application/openmetrics-text";
const LATEST = "1.0.0";
/** The same text is valid in both: the last draft of 0.0.1 was released as 1.0.0. */
const VERSIONS: readonly string[] = [LATEST, "0.0.1"];

/** The weight of the text format: that of the most specific range that includes it. */
function textQuality(ranges: readonly MediaRange[]): number {
  for (const range of ["text/plain", "text/*", "*/*"]) {
    const found = ranges.filter(({ type, version }) => type === range && (version ?? "0.0.4") === "0.0.4");
    if (found.length > 0) return Math.max(...found.map(({ q }) => q));
  }
  return 0;
}

/** One of the ranges of an `Accept` header. */
interface MediaRange {
  /** In lower case. */
  readonly type: string;
  readonly version: string | undefined;
  /** As a parameter of the reply's media type; `undefined` if there is none that is known. */
  readonly escaping: string | undefined;
  /** The weight, 0 to 1; 0 if it is not valid. */
  readonly q: number;
}

function mediaRanges(accept: string): readonly MediaRange[] {
  return accept.split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    const parameter = (name: string) =>
      parameters
        .find((part) => part.toLowerCase().startsWith(`${name}=`))
        ?.slice(name.length + 1)
        .replace(/^"(.*)"$/, "$1");
    const escaping = ESCAPINGS.find((scheme) => scheme === parameter("escaping"));
    return {
      type: type.toLowerCase(),
      version: parameter("version"),
      escaping: escaping && `; escaping=${escaping}`,
      q: parseWeight(parameter("q")),
    };
  });
}

/** Whether a body is compressed with gzip; `worthwhile` leaves small bodies uncompressed. */
export type Compression = "never" | "worthwhile" | "always";

/**
 * Chooses the compression by the `Accept-Encoding` header of the request; RFC 9110, section 12.5.3. A client that
 * accepts neither gzip nor an uncompressed body gets an uncompressed one.
 */
export function negotiateCompression(acceptEncoding: string | undefined): Compression {
  const weights = weightsOf(acceptEncoding ?? "");
  const others = weights.get("*");
  const gzip = weights.get("gzip") ?? weights.get("x-gzip") ?? others ?? 0;
  // An uncompressed body is acceptable unless it is excluded, and preferred only if it is named.
  const identity = weights.get("identity") ?? (others === 0 ? 0 : undefined);
  if (gzip === 0 || gzip < (identity ?? 0)) return "never";
  return identity === 0 ? "always" : "worthwhile";
}

function weightsOf(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(",").map((part) => {
      const [coding = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith("q="));
      return [coding, parseWeight(q?.slice(2))];
    }),
  );
}

/** A weight in a header of preferences, 0 to 1; 0 if it is not valid. RFC 9110, section 12.4.2. */
function parseWeight(q: string | undefined): number {
  if (q === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 0;
}
