import { areSameInOpenMetrics, type ExpositionFormat } from "../exposition/openmetrics.js";
import type { Metrics } from "../metrics.js";

/** A format, and what it is called in the version that was asked for. */
interface NegotiatedFormat {
  readonly format: ExpositionFormat;
  readonly contentType: string;
}

/** Chooses the format of an exposition by the `Accept` header of the request. */
export type Negotiation = (accept: string | undefined) => NegotiatedFormat;

/** The text format. */
export const TEXT: NegotiatedFormat = {
  format: "text",
  contentType: "text/plain; version=0.0.4; charset=utf-8",
};

/**
 * How formats are chosen; `undefined` if there is the text format alone.
 *
 * @param openMetrics whether OpenMetrics is offered; by default, where all families of the schema are there what
 * they are in the text format
 */
export function negotiationOf(metrics: Metrics, openMetrics: boolean | undefined): Negotiation | undefined {
  return (openMetrics ?? areSameInOpenMetrics(metrics.families)) ? negotiate : undefined;
}

/**
 * OpenMetrics if the client names it and prefers no less than the text format, in the version that it prefers;
 * never by a wildcard, so that a browser gets text. The text format otherwise, also to clients that accept
 * neither: RFC 9110, section 12.5.1, allows it.
 */
export function negotiate(accept: string | undefined): NegotiatedFormat {
  const ranges = mediaRanges(accept ?? "");
  const best = ranges
    .filter(({ type, version }) => type === OPEN_METRICS && VERSIONS.includes(version ?? LATEST))
    .reduce((most: MediaRange | undefined, range) => (range.q > (most?.q ?? 0) ? range : most), undefined);
  if (best === undefined || best.q < textQuality(ranges)) return TEXT;
  return {
    format: "openmetrics",
    contentType: `${OPEN_METRICS}; version=${best.version ?? LATEST}; charset=utf-8`,
  };
}

const OPEN_METRICS = "application/openmetrics-text";
const LATEST = "1.0.0";
/** One text is valid in both: 1.0.0 is the name that the last draft of 0.0.1 was released by. */
const VERSIONS: readonly string[] = [LATEST, "0.0.1"];

/** How much the text format is wanted, by the most specific range that it is in. */
function textQuality(ranges: readonly MediaRange[]): number {
  for (const wanted of ["text/plain", "text/*", "*/*"]) {
    const found = ranges.filter(({ type, version }) => type === wanted && (version ?? "0.0.4") === "0.0.4");
    if (found.length > 0) return Math.max(...found.map(({ q }) => q));
  }
  return 0;
}

/** One of the ranges of an `Accept` header. */
interface MediaRange {
  /** In lower case. */
  readonly type: string;
  readonly version: string | undefined;
  /** 0 to 1; 0 for what is no weight. */
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
    return { type: type.toLowerCase(), version: parameter("version"), q: weight(parameter("q")) };
  });
}

/** Whether a body is compressed, by gzip; `worthwhile` leaves small ones as they are. */
export type Compression = "never" | "worthwhile" | "always";

/**
 * By the `Accept-Encoding` header of the request; RFC 9110, section 12.5.3. A client that accepts neither gzip nor
 * what is not encoded gets the latter.
 */
export function compressionFor(acceptEncoding: string | undefined): Compression {
  const weights = weightsOf(acceptEncoding ?? "");
  const others = weights.get("*");
  const gzip = weights.get("gzip") ?? weights.get("x-gzip") ?? others ?? 0;
  // What is not encoded is acceptable unless it is excluded, and preferred only where it is named.
  const identity = weights.get("identity") ?? (others === 0 ? 0 : undefined);
  if (gzip === 0 || gzip < (identity ?? 0)) return "never";
  return identity === 0 ? "always" : "worthwhile";
}

function weightsOf(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(",").map((part) => {
      const [coding = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith("q="));
      return [coding, weight(q?.slice(2))];
    }),
  );
}

/** A weight in a header of preferences, 0 to 1; 0 for what is none. RFC 9110, section 12.4.2. */
export function weight(q: string | undefined): number {
  if (q === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 0;
}
