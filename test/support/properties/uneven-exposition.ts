import fc from "fast-check";
import type { ExpositionFormat } from "../../../generator/index.js";

/** Expositions of careless programs: label sets lack labels, histograms have other buckets or are broken. */
export function unevenExposition(format: ExpositionFormat): fc.Arbitrary<string> {
  const name = fc
    .tuple(fc.constantFrom("a", "b_c", "http"), suffix(), suffix())
    .map((parts) => parts.join(""));
  return fc
    .uniqueArray(fc.record({ name, type: type(), head: head(), series: series() }), {
      minLength: 1,
      maxLength: 6,
      selector: ({ name }) => name,
    })
    .map((families) => {
      const lines = families.flatMap((family) => linesOf(family, format));
      return [...lines, ...(format === "openmetrics" ? ["# EOF"] : [])].map((line) => `${line}\n`).join("");
    });
}

type Type = "counter" | "gauge" | "histogram" | "summary" | "unknown";

interface Drawn {
  readonly name: string;
  readonly type: Type;
  /** Empty for a family without a help. */
  readonly head: string;
  readonly series: readonly Series[];
}

interface Series {
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number;
  readonly bounds: readonly string[];
  /** Observations that the count of a histogram lacks. */
  readonly uncounted: number;
}

const suffix = () =>
  fc.constantFrom("", "", "_total", "_created", "_count", "_sum", "_bucket", "_info", "_seconds");

const type = () =>
  fc.constantFrom<Type>("counter", "gauge", "gauge", "histogram", "histogram", "summary", "unknown");

const head = () => fc.constantFrom("", "Text.", "  ", 'A "b": #c  ', "\\ é\u2028 - ", "true");

/** At least one, without two of one label set. An empty value is a missing label. */
function series(): fc.Arbitrary<readonly Series[]> {
  const labels = fc.uniqueArray(fc.tuple(labelName(), labelValue()), {
    maxLength: 3,
    selector: ([name]) => name,
  });
  const one = fc.record({
    labels,
    value: fc.oneof(
      { weight: 9, arbitrary: fc.nat(9) },
      { weight: 9, arbitrary: fc.double({ min: 0, max: 1e21, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(-1, Number.NaN) },
    ),
    uncounted: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
    bounds: fc.subarray([".5", "1", "2.5e0", "10", "1e3"]),
  });
  return fc.uniqueArray(one, { maxLength: 15, selector: ({ labels: own }) => labelSetText(own) });
}

const labelSetText = (labels: Series["labels"]) =>
  JSON.stringify(
    labels.filter(([, value]) => value !== "").toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );

const labelName = () =>
  fc.constantFrom(
    "code",
    "method",
    "ok",
    "device",
    "mode",
    "mode",
    "device",
    "le",
    "quantile",
    "é",
    "a_b",
    "ab",
  );

const labelValue = () =>
  fc.oneof(
    fc.constantFrom("200", "404", "GET", "true", "false", "idle", "user", "", "other", "2xx"),
    fc.constantFrom('"', "\\", "\n", "é😀", " ", "*", "0", "01", "-1", "x".repeat(200)),
    fc.nat(60).map((number) => `d${number}`),
  );

function linesOf(
  { name, type: own, head: help, series: all }: Drawn,
  format: ExpositionFormat,
): readonly string[] {
  const isStrict = format === "openmetrics";
  const typeWord = own === "unknown" && !isStrict ? "untyped" : own;
  const lines = help === "" ? [] : [`# HELP ${name} ${escapeText(help, isStrict)}`];
  return [
    ...lines,
    `# TYPE ${name} ${typeWord}`,
    ...all.flatMap((one) => samplesOf(name, own, one, isStrict)),
  ];
}

function samplesOf(name: string, type: Type, series: Series, isStrict: boolean): readonly string[] {
  const { value, bounds, uncounted } = series;
  const labels = series.labels.filter(([label]) => type !== "histogram" || label !== "le");
  const sample = (suffix: string, number: number, further: Series["labels"] = []) =>
    `${name}${suffix}${labelText([...labels, ...further])} ${number}`;
  switch (type) {
    case "histogram": {
      const les = [...bounds, "+Inf"].map((bound) => (isStrict ? openMetricsBound(bound) : bound));
      const buckets = les.map((le, at) => sample("_bucket", at, [["le", le]]));
      return [...buckets, sample("_sum", value), sample("_count", bounds.length - uncounted)];
    }
    case "summary":
      return [sample("_sum", value), sample("_count", 1)];
    case "counter":
      return isStrict ? [sample("_total", value), sample("_created", 1.5e9)] : [sample("", value)];
    default:
      return [sample("", value)];
  }
}

function openMetricsBound(le: string): string {
  const bound = Number(le);
  if (!Number.isFinite(bound)) return le;
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function labelText(labels: Series["labels"]): string {
  const pairs = labels.map(
    ([name, value]) => `${/^\w+$/.test(name) ? name : `"${name}"`}="${escapeText(value, true)}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeText(text: string, isQuoted: boolean): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return isQuoted ? escaped.replaceAll('"', '\\"') : escaped;
}
