import fc from "fast-check";
import type {
  ExposedFamily,
  ExposedLabel,
  ExposedSample,
  ExpositionFormat,
} from "../../../generator/index.js";

/** An exposition, and what it says. */
export interface Written {
  readonly text: string;
  readonly families: readonly ExposedFamily[];
}

/** Expositions of counters, gauges and untyped families, with all that a line may have. */
export function writtenExposition(format: ExpositionFormat): fc.Arbitrary<Written> {
  return fc
    .uniqueArray(family(format), {
      maxLength: 6,
      selector: ({ name }) => name.replace(/_(total|created)$/, ""),
    })
    .map((families) => write(families, format));
}

interface Drawn {
  readonly name: string;
  readonly type: "counter" | "gauge" | "unknown";
  readonly help: string | undefined;
  readonly samples: readonly Omit<ExposedSample, "name" | "line">[];
}

function family(format: ExpositionFormat): fc.Arbitrary<Drawn> {
  const name = fc.oneof(
    fc.stringMatching(/^[a-zA-Z:][\w:]{0,8}$/),
    fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
      .filter((one) => format === "text" || !one.startsWith("_")), // which OpenMetrics reserves
  );
  return fc.record({
    name,
    type: fc.constantFrom("counter", "gauge", "unknown"),
    help: fc.option(
      text().filter((one) => one !== ""),
      { nil: undefined },
    ),
    samples: fc
      .constantFrom(0, 1)
      .chain((timed) => fc.uniqueArray(sample(format, timed === 1), { maxLength: 5, selector: seriesOf })),
  });
}

/** Lone surrogates cannot be written. */
function text(): fc.Arbitrary<string> {
  const hostile = fc.constantFrom(
    "\\",
    '"',
    "\n",
    "\\n",
    "{",
    "}",
    ",",
    "#",
    " ",
    "\0",
    "\r",
    "\u2028",
    "é",
    "😀",
  );
  return fc
    .array(fc.oneof(hostile, fc.string({ unit: "grapheme", maxLength: 3 })), { maxLength: 5 })
    .map((parts) => parts.join(""));
}

function labels(): fc.Arbitrary<readonly ExposedLabel[]> {
  const name = fc.oneof(
    fc.stringMatching(/^[a-zA-Z]\w{0,4}$/),
    fc.constantFrom("é", "a.b", 'a"b', "a b", "{", "\\"),
  );
  const value = text().filter((one) => one !== "");
  return fc.uniqueArray(fc.record({ name, value }), { maxLength: 4, selector: (label) => label.name });
}

function sample(format: ExpositionFormat, timed: boolean) {
  const value = fc.oneof(
    fc.double({ min: 0 }),
    fc.nat(),
    fc.constantFrom(0, 1e21, 5e-324, 0.1 + 0.2, Infinity),
  );
  const timestamp =
    format === "text"
      ? fc.nat(2 ** 42).map((ms) => ms / 1000)
      : fc.double({ min: -1e10, max: 1e10, noNaN: true }).map(positiveZero);
  return fc.record({
    labels: labels(),
    value: value.map((one) => (Number.isNaN(one) ? 1 : one)),
    timestamp: timed ? timestamp : fc.constant(undefined),
    exemplar: fc.option(
      fc.record({
        labels: labels().map((all) => all.slice(0, 1)),
        value: fc.double({ noNaN: true }).map(positiveZero),
        timestamp: fc.option(fc.double({ min: -1e10, max: 1e10, noNaN: true }).map(positiveZero), {
          nil: undefined,
        }),
      }),
      { nil: undefined },
    ),
  });
}

/** `String(-0)` is `0`. */
const positiveZero = (value: number) => value + 0;

const seriesOf = ({ labels }: { readonly labels: readonly ExposedLabel[] }) =>
  JSON.stringify(labels.map(({ name, value }) => [name, value]).sort());

function write(drawn: readonly Drawn[], format: ExpositionFormat): Written {
  const strict = format === "openmetrics";
  const lines: string[] = [];
  const families = drawn.map(({ name, type, help, samples }): ExposedFamily => {
    const start = lines.length + 1;
    const isPlain = /^[a-zA-Z_:][\w:]*$/.test(name);
    const word = isPlain ? name : quoted(name);
    if (help !== undefined) lines.push(`# HELP ${word} ${strict ? escaped(help) : escapedHelp(help)}`);
    lines.push(`# TYPE ${word} ${type === "unknown" && !strict ? "untyped" : type}`);
    const sampleName = strict && type === "counter" ? `${name}_total` : name;
    const written = samples.map((one): ExposedSample => {
      const exemplar = strict && type === "counter" ? one.exemplar : undefined;
      const pairs = one.labels.map(pair);
      const series = isPlain
        ? `${sampleName}{${pairs.join(",")}}`
        : `{${[quoted(sampleName), ...pairs].join(",")}}`;
      const timestamp =
        one.timestamp === undefined ? "" : ` ${strict ? one.timestamp : Math.round(one.timestamp * 1000)}`;
      const tail =
        exemplar === undefined ? "" : ` # {${exemplar.labels.map(pair).join(",")}} ${number(exemplar.value)}`;
      const last = exemplar?.timestamp === undefined ? "" : ` ${exemplar.timestamp}`;
      lines.push(`${series} ${number(one.value)}${timestamp}${tail}${last}`);
      return {
        name: sampleName,
        labels: one.labels,
        value: one.value,
        timestamp: one.timestamp,
        exemplar,
        line: lines.length,
      };
    });
    return { name, type, help, unit: undefined, line: start, samples: written };
  });
  if (strict) lines.push("# EOF");
  return { text: lines.map((line) => `${line}\n`).join(""), families };
}

const pair = ({ name, value }: ExposedLabel) =>
  `${/^[a-zA-Z_]\w*$/.test(name) ? name : quoted(name)}=${quoted(value)}`;

const number = (value: number) =>
  Math.abs(value) === Infinity ? `${value < 0 ? "-" : "+"}Inf` : String(value);

const escapedHelp = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

const escaped = (text: string) => escapedHelp(text).replaceAll('"', '\\"');

const quoted = (text: string) => `"${escaped(text)}"`;
