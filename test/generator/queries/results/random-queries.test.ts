import fc from "fast-check";
import { expect, test } from "vitest";
import type { KnownMetrics, KnownSeries } from "../../../../generator/queries/known-metrics.js";
import type { LabelState, Result } from "../../../../generator/queries/results/result.js";
import { evaluate, MatchingError, type Sample } from "../../../support/generator/evaluate-expression.js";
import { inferText, parseText, SHOP_METRICS } from "../../../support/generator/render-result.js";

const ANY_VALUES = undefined;

/** The metrics `x` and `y` are known, with the target label `t`; of `z`, nothing is known. */
const KNOWN: KnownMetrics = {
  ...SHOP_METRICS,
  series: new Map([
    ["x", counter("x", { a: new Set(["1", "2"]), b: new Set(["1", "2", ""]) })],
    ["y", counter("y", { a: new Set(["1", "2"]), c: ANY_VALUES })],
  ]),
  histograms: new Set(),
  inScope: (name) => name === "x" || name === "y",
  targetLabels: new Set(["t"]),
};

function counter(
  name: string,
  labels: Readonly<Record<string, ReadonlySet<string> | undefined>>,
): KnownSeries {
  return {
    name,
    family: name,
    type: "counter",
    part: undefined,
    unit: undefined,
    buckets: undefined,
    labels: new Map(Object.entries(labels)),
    isOpen: false,
  };
}

const value = fc.constantFrom("1", "2");
const optional = fc.constantFrom("", "1", "2");

/** Series that the known metrics can have. */
const samples: fc.Arbitrary<readonly Sample[]> = fc
  .uniqueArray(
    fc.record({
      labels: fc.oneof(
        fc.record({ __name__: fc.constant("x"), a: value, b: optional, t: optional }),
        fc.record({ __name__: fc.constant("y"), a: value, c: value, t: optional }),
        fc.record({ __name__: fc.constant("z"), a: optional, b: optional, c: optional, t: optional }),
      ),
      value: fc.integer({ min: 0, max: 3 }),
    }),
    { selector: ({ labels }) => JSON.stringify(labels), maxLength: 12 },
  )
  .map((all) =>
    all.map((sample) => ({
      labels: new Map(Object.entries(sample.labels).filter(([, text]) => text !== "")),
      value: sample.value,
    })),
  );

const label = fc.constantFrom("a", "b", "c", "t");
const labels = fc.uniqueArray(label, { maxLength: 2 }).map((all) => all.join(","));

const matcher = fc
  .tuple(
    label,
    fc.oneof(
      fc.tuple(fc.constantFrom("=", "!="), optional),
      fc.tuple(fc.constantFrom("=~", "!~"), fc.constantFrom("1", "1|2", "2|", ".*", ".+", "[^1]")),
    ),
  )
  .map(([name, [operator, text]]) => `${name}${operator}"${text}"`);

const selector = fc
  .tuple(fc.constantFrom("x", "x", "y", "z"), fc.array(matcher, { maxLength: 2 }))
  .map(([name, matchers]) => `${name}{${matchers.join(",")}}`);

const grouping = fc
  .tuple(fc.constantFrom("by", "without"), labels)
  .map(([clause, names]) => `${clause}(${names})`);

/** With labels of the other side, which do not stand in `on`. */
const matching = fc.oneof(
  fc.constant(""),
  labels.map((names) => `ignoring(${names})`),
  labels.map((names) => `on(${names})`),
  fc
    .tuple(labels, fc.constantFrom("group_left", "group_right"), fc.constantFrom("b", "c", ""))
    .map(([names, group, name]) => `ignoring(${names}) ${group}(${name})`),
  fc
    .tuple(
      fc.constantFrom("a", "t", "a,t"),
      fc.constantFrom("group_left", "group_right"),
      fc.constantFrom("b", "c", ""),
    )
    .map(([names, group, name]) => `on(${names}) ${group}(${name})`),
);

const aggregation = fc.tuple(fc.constantFrom("sum", "count"), fc.oneof(grouping, fc.constant("")));

/** Some of the series divided by all, in groups that are the same or not. */
const share = fc
  .record({
    name: fc.constantFrom("x", "y", "z"),
    narrowed: matcher,
    part: aggregation,
    whole: aggregation,
    matching,
    filter: fc.constantFrom("", " > 1"),
  })
  .map((parts) => {
    const of = (selected: string, [operator, clause]: readonly [string, string]) =>
      `${operator} ${clause} (rate(${selected}[5m])${selected.endsWith("}") ? parts.filter : ""})`;
    const part = of(`${parts.name}{${parts.narrowed}}`, parts.part);
    return `${part} / ${parts.matching} ${of(parts.name, parts.whole)}`;
  });

const { query } = fc.letrec<{ query: string }>((tie) => {
  const inner = tie("query");
  return {
    query: fc.oneof(
      { maxDepth: 4, depthIdentifier: "query" },
      selector,
      fc
        .tuple(
          fc.constantFrom("sum", "sum", "avg", "max", "count", "group"),
          fc.oneof(grouping, fc.constant("")),
          inner,
        )
        .map(([operator, clause, of]) => `${operator} ${clause} (${of})`),
      selector.map((of) => `rate(${of}[5m])`),
      fc.tuple(selector, grouping).map(([of, clause]) => `sum ${clause} (rate(${of}[5m]))`),
      fc
        .tuple(
          inner,
          fc.constantFrom("+", "-", "*", "/", "> bool", ">", "<", ">=", "==", "!="),
          matching,
          inner,
        )
        .map(([left, operator, clause, right]) => `(${left}) ${operator} ${clause} (${right})`),
      fc
        .tuple(
          inner,
          fc.constantFrom("and", "or", "unless"),
          fc.oneof(
            fc.constant(""),
            labels.map((on) => `on(${on})`),
          ),
          inner,
        )
        .map(([left, operator, clause, right]) => `(${left}) ${operator} ${clause} (${right})`),
      fc
        .tuple(
          inner,
          fc.constantFrom("+", "*", "/", ">", "< bool", "<"),
          fc.constantFrom("0", "1", "2", "-1"),
        )
        .map(([of, operator, number]) => `(${of}) ${operator} ${number}`),
      fc
        .tuple(
          inner,
          label,
          fc.constantFrom("$1", "v", "", "v$1"),
          label,
          fc.constantFrom("(.*)", "(.+)", "1", "(1|2)", ".*"),
        )
        .map(
          ([of, target, template, source, pattern]) =>
            `label_replace(${of}, "${target}", "${template}", "${source}", "${pattern}")`,
        ),
      fc
        .tuple(inner, label, fc.constantFrom("", "-"), label, label)
        .map(
          ([of, target, separator, one, other]) =>
            `label_join(${of}, "${target}", "${separator}", "${one}", "${other}")`,
        ),
      share,
      selector.map((of) => `absent(${of})`),
      inner.map((of) => `abs(${of})`),
      inner.map((of) => `topk(1, ${of})`),
      inner.map((of) => `-(${of})`),
      fc.constant("vector(1)"),
    ),
  };
});

test("what is inferred of random queries holds for random series", () => {
  fc.assert(
    fc.property(query, fc.array(samples, { minLength: 3, maxLength: 3 }), (text, allSeries) => {
      const result = inferText(text, KNOWN);
      const expression = parseText(text);
      for (const series of allSeries) {
        const given = valuesOf(() => evaluate(expression, series));
        if (given !== undefined) expect(faultsOf(result, given)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

/** `undefined` if Prometheus refuses the expression for these series. */
function valuesOf(run: () => number | readonly Sample[]): readonly Sample[] | undefined {
  try {
    const given = run();
    return typeof given === "number" ? [{ labels: new Map(), value: given }] : given;
  } catch (error) {
    if (error instanceof MatchingError) return undefined;
    throw error;
  }
}

/** What the result says and the samples do not hold. */
function faultsOf({ labels, bounds, presence }: Result, given: readonly Sample[]): readonly string[] {
  const faults: string[] = [];
  if (presence === "never" && given.length > 0) faults.push("it has series");
  if (presence === "always" && given.length === 0) faults.push("it has no series");
  for (const sample of given) {
    // Sums of parts are rounded one by one.
    const isBound = sample.value >= bounds.least - 1e-9 && sample.value <= bounds.most + 1e-9;
    if (!Number.isNaN(sample.value) && !isBound) faults.push(`${sample.value} is out of bounds`);
    for (const name of new Set([...labels.named.keys(), ...sample.labels.keys()])) {
      const text = sample.labels.get(name) ?? "";
      const state = labels.named.get(name) ?? labels.others;
      if (!isPossible(state, text)) faults.push(`${name}="${text}" is not possible`);
    }
  }
  return faults;
}

function isPossible({ presence, values }: LabelState, text: string): boolean {
  if (text === "") return presence !== "there";
  return presence !== "gone" && (values === undefined || values.has(text));
}
