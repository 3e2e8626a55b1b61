import { describe, expect, test } from "vitest";
import type { DraftFamily, DraftOptions, ImportResult } from "../../../../generator/import/draft.js";
import { draftExpositions } from "../../../../generator/import/exposition/draft-exposition.js";
import { makeSoundSchema } from "../../../../generator/import/sound-schema.js";
import { compileText } from "../../../support/generator/compile-schema.js";
import { textSource } from "../../../support/generator/import-sources.js";

function imported(texts: readonly string[], options: Partial<DraftOptions> = {}): Promise<ImportResult> {
  const given = texts.map((text, at) => textSource(`${"abc".charAt(at)}.txt`, text));
  return draftExpositions(given, { namespace: undefined, includeDefaults: false, ...options });
}

async function marks(...texts: readonly string[]): Promise<readonly string[]> {
  const { diagnostics } = await imported(texts);
  return diagnostics.map(({ code, location }) =>
    location === undefined ? code : `${code} ${location.file}:${location.line}:${location.column}`,
  );
}

const GAUGE = "# HELP up_since Since.\n# TYPE up_since gauge\nup_since 1\n";

const HISTOGRAM = `# HELP took Time.
# TYPE took histogram
took_bucket{path="/",le="0.05"} 1
took_bucket{path="/",le="1e+06"} 2
took_bucket{path="/",le="+Inf"} 2
took_sum{path="/"} 3
took_count{path="/"} 2
`;

describe("a family has the properties of its exposition", () => {
  test.each<readonly [string, { readonly given: string; readonly want: Partial<DraftFamily> }]>([
    [
      "type, help and the order of labels",
      {
        given:
          '# HELP jobs_total Jobs: "all" of them.\n# TYPE jobs_total counter\njobs_total{b="1",a="2"} 1\n',
        want: {
          key: "jobs_total",
          type: "counter",
          description: 'Jobs: "all" of them.',
          vectors: ["b", "a"],
        },
      },
    ],
    [
      "upper bounds in their spelling, and no label `le`",
      {
        given: HISTOGRAM,
        want: { key: "took", type: "histogram", buckets: ["0.05", "1e+06"], vectors: ["path"] },
      },
    ],
    [
      "the unit that its name ends in",
      {
        given: "# HELP read_bytes_total Read.\n# TYPE read_bytes_total counter\nread_bytes_total 1\n",
        want: { unit: "bytes" },
      },
    ],
    [
      "the unit of OpenMetrics, and the name in the text format",
      {
        given:
          "# TYPE cpu_seconds counter\n# UNIT cpu_seconds seconds\n# HELP cpu_seconds Time.\ncpu_seconds_total 1\n# EOF\n",
        want: {
          key: "cpu_seconds_total",
          type: "counter",
          unit: "seconds",
          description: "Time.",
          vectors: [],
        },
      },
    ],
    [
      "a placeholder for the description without a help",
      { given: "# TYPE depth gauge\ndepth 1\n", want: { description: "Write what depth measures." } },
    ],
  ])("%s", async (_name, { given, want }) => {
    const { draft, diagnostics } = await imported([given]);
    expect(diagnostics).toEqual([]);
    expect(draft?.families).toMatchObject([want]);
  });
});

/** A gauge with one label set for each of the values of a label. */
function labelled(label: string, values: readonly string[], times = 2): string {
  const lines = values.flatMap((value) =>
    Array.from({ length: times }, (_, at) => `level{${label}="${value}",at="x${at}"} 1\n`),
  );
  return `# HELP level Level.\n# TYPE level gauge\n${lines.join("")}`;
}

/** Counters with one label. Each value is in two label sets. */
function counters(label: string, values: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(values)
    .map(([name, all]) => labelled(label, all).replaceAll("level", name).replace(" gauge", " counter"))
    .join("");
}

describe("families with one label name", () => {
  /** The vectors of the label, each with the families that have it. */
  async function vectorsOf(label: string, values: Readonly<Record<string, readonly string[]>>) {
    const { draft } = await imported([counters(label, values)]);
    return (draft?.vectors ?? [])
      .filter((vector) => vector.label === label)
      .map(({ name }) => [
        name,
        ...(draft?.families ?? []).flatMap(({ key, vectors }) => (vectors.includes(name) ? [key] : [])),
      ]);
  }

  test.each<
    readonly [
      string,
      { given: readonly [string, Readonly<Record<string, readonly string[]>>]; want: readonly string[][] },
    ]
  >([
    [
      "have vectors of their own if they show different words",
      {
        given: ["type", { logins_total: ["password", "passkey"], paid_bytes_total: ["card", "paypal"] }],
        want: [
          ["logins_type", "logins_total"],
          ["paid_type", "paid_bytes_total"],
        ],
      },
    ],
    [
      "have vectors of their own if they share some words only",
      {
        given: ["result", { reads: ["hit", "miss"], writes: ["hit", "full"] }],
        want: [
          ["reads_result", "reads"],
          ["writes_result", "writes"],
        ],
      },
    ],
    [
      "share one if one shows what another does, or less",
      {
        given: ["result", { fails: ["miss"], reads: ["hit", "miss"], tries: ["miss", "hit"] }],
        want: [["result", "fails", "reads", "tries"]],
      },
    ],
    [
      "leave the label's name to the vector that most of them share",
      {
        given: ["result", { files: ["open"], reads: ["hit", "miss"], tries: ["miss", "hit"] }],
        want: [
          ["files_result", "files"],
          ["result", "reads", "tries"],
        ],
      },
    ],
    [
      "share one for status codes, however different those are",
      { given: ["code", { a: ["200"], b: ["404", "500"] }], want: [["code", "a", "b"]] },
    ],
    [
      "have vectors of their own for status codes and other texts",
      {
        given: ["code", { b: ["E_IO", "E_PIPE"], a: ["200"] }],
        want: [
          ["b_code", "b"],
          ["a_code", "a"],
        ],
      },
    ],
    [
      "share one for things that come and go, if they show one of them in common",
      {
        given: ["tenant", { a: ["t1", "t2"], b: ["t2", "t3"], c: ["x"] }],
        want: [
          ["tenant", "a", "b"],
          ["c_tenant", "c"],
        ],
      },
    ],
  ])("%s", async (_name, { given, want }) => {
    const [label, values] = given;
    expect(await vectorsOf(label, values)).toEqual(want);
  });

  test("have vectors whose names are not those of other labels", async () => {
    const { draft } = await imported([
      counters("t", { a: ["x", "y"], b: ["v", "w"] }) + counters("a_t", { c: ["x"] }),
    ]);
    expect(draft?.vectors.map(({ name }) => name)).toEqual(["a_t_2", "b_t", "at", "a_t"]);
  });

  test("have a schema that compiles, and a comment", async () => {
    const { draft } = await imported([
      counters("type", { logins_total: ["password", "passkey"], orders_total: ["card", "paypal"] }),
    ]);
    if (draft === undefined) throw new Error("there is no draft");
    const { text } = makeSoundSchema(draft);
    expect(compileText(text).diagnostics).toEqual([]);
    expect(
      text,
    ).toContain(`  # Metrics have different values of \`type\`, so there are several vectors with this label.
  # These values were seen. Add any others.
  logins_type:
    label: type
    values: [passkey, password]
`);
  });
});

describe("the set of label values is", () => {
  const open = (maxValues: number) => ({ kind: "open", maxValues, otherwise: "other" });

  test.each<
    readonly [
      string,
      { readonly given: readonly [string, readonly string[], number?]; readonly want: object },
    ]
  >([
    [
      "boolean if only `true` and `false` were seen",
      { given: ["ok", ["true"], 1], want: { kind: "boolean" } },
    ],
    ["HTTP status codes", { given: ["code", ["200", "503"], 1], want: { kind: "http_status" } }],
    [
      "HTTP status codes, by another name",
      { given: ["http_status", ["404"], 1], want: { kind: "http_status" } },
    ],
    ["open for numbers in a label that is not a status", { given: ["size", ["200"], 1], want: open(10) }],
    ["HTTP methods", { given: ["method", ["GET", "other"], 1], want: { kind: "http_method" } }],
    [
      "closed for methods in lower case",
      { given: ["method", ["post", "get"]], want: { kind: "closed", values: ["get", "post"] } },
    ],
    [
      "closed for a few words seen often",
      { given: ["mode", ["idle", "user"]], want: { kind: "closed", values: ["idle", "user"] } },
    ],
    [
      "closed for status classes",
      { given: ["class", ["2xx", "5xx"]], want: { kind: "closed", values: ["2xx", "5xx"] } },
    ],
    ["open for words seen once", { given: ["mode", ["idle", "user"], 1], want: open(20) }],
    ["open for a single value", { given: ["mode", ["idle"], 9], want: open(10) }],
    ["open for many words", { given: ["mode", words(21)], want: open(300) }],
    ["open for values that are not words", { given: ["mode", ["a/b", "c1"]], want: open(20) }],
    ["open for names of things that come and go", { given: ["user", ["ann", "bob"]], want: open(20) }],
    ["boolean though an empty value was seen", { given: ["ok", ["true", ""]], want: { kind: "boolean" } }],
  ])("%s", async (_name, { given: [label, values, times], want }) => {
    const { draft } = await imported([labelled(label, values, times)]);
    expect(draft?.vectors.find(({ name }) => name === label)?.set).toEqual(want);
  });

  function words(count: number): readonly string[] {
    return Array.from({ length: count }, (_, at) => `w${String.fromCharCode(97 + at)}`);
  }

  test("explained in a note", async () => {
    const { draft } = await imported([labelled("cpu", ["0", "1", "2", "10"])]);
    expect(draft?.vectors[0]?.notes).toEqual([
      "Seen: 4 values, such as `0`, `1`, `10`. List the values, or adjust `max_values`.",
      "Only whole numbers were seen: consider `type: integer` with `min` and `max`.",
    ]);
  });

  test("inferred from all families that show some of its values", async () => {
    const other = labelled("mode", ["irq"], 1).replaceAll("level", "others");
    const { draft } = await imported([labelled("mode", ["idle", "irq"]) + other]);
    const [mode] = draft?.vectors ?? [];
    expect(mode?.set).toEqual({ kind: "closed", values: ["idle", "irq"] });
    expect(draft?.vectors.map(({ name }) => name)).toEqual(["mode", "at"]);
  });

  test("inferred from the label sets of a histogram, not from its samples", async () => {
    const [head = "", ...samples] = HISTOGRAM.split(/(?<=histogram\n)/);
    const ofMode = (mode: string) => samples.join("").replaceAll('path="/"', `mode="${mode}"`);
    const { draft } = await imported([head + ofMode("idle") + ofMode("user")]);
    expect(draft?.vectors).toMatchObject([{ name: "mode", set: open(20) }]);
  });
});

describe("several expositions are merged", () => {
  test("families are in the order of the first exposition, then of the next", async () => {
    const second = `# HELP new_one New.\n# TYPE new_one gauge\nnew_one 1\n${HISTOGRAM}`;
    const { draft, diagnostics } = await imported([HISTOGRAM + GAUGE, second]);
    expect(diagnostics).toEqual([]);
    expect(draft?.families.map(({ key }) => key)).toEqual(["took", "up_since", "new_one"]);
    expect(draft?.notes).toEqual([
      "Imported from a.txt, b.txt. The comments say what was inferred and what you have to decide.",
    ]);
  });

  test("values of all expositions are evidence", async () => {
    const { draft } = await imported([labelled("mode", ["idle"], 1), labelled("mode", ["idle", "user"], 2)]);
    expect(draft?.vectors[0]?.set).toEqual({ kind: "closed", values: ["idle", "user"] });
  });

  test("one exposition may lack what another has", async () => {
    const { draft, diagnostics } = await imported(["up_since 1\n", GAUGE]);
    expect(diagnostics).toEqual([]);
    expect(draft?.families).toMatchObject([{ type: "gauge", description: "Since." }]);
  });

  test("the upper bounds of all expositions are taken, and the difference is reported", async () => {
    const { draft, diagnostics } = await imported([HISTOGRAM, HISTOGRAM.replace('"0.05"', '"0.5"')]);
    expect(draft?.families[0]?.buckets).toEqual(["0.05", "0.5", "1e+06"]);
    expect(diagnostics).toMatchObject([
      { code: "import-to-decide", message: "`took` differs between sources in its buckets." },
    ]);
  });
});

describe("what is not imported is reported with its location", () => {
  test.each<readonly [string, { readonly given: readonly string[]; readonly want: readonly string[] }]>([
    ["a mistake in an exposition", { given: [`${GAUGE}x{\n`], want: ["invalid-exposition a.txt:4:3"] }],
    [
      "a comment that should be written differently",
      { given: [`${GAUGE}# HELP up_since Again.\n`], want: ["irregular-exposition a.txt:4:8"] },
    ],
    ["an exposition without families", { given: [""], want: ["import-nothing"] }],
    [
      "a summary",
      {
        given: [`# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 1\ns_count 1\n${GAUGE}`],
        want: ["import-families-left-out a.txt:1:1"],
      },
    ],
    [
      "families without a type, all in one",
      { given: [`${GAUGE}x 1\ny 1\n`], want: ["import-families-left-out a.txt:4:1"] },
    ],
    [
      "each type of OpenMetrics that no schema has",
      {
        given: [
          '# TYPE b info\nb_info 1\n# TYPE s stateset\ns{s="on"} 1\n# TYPE g gaugehistogram\ng_bucket{le="+Inf"} 1\n# TYPE x gauge\nx 1\n# EOF\n',
        ],
        want: [
          "import-families-left-out a.txt:1:1",
          "import-families-left-out a.txt:3:1",
          "import-families-left-out a.txt:5:1",
        ],
      },
    ],
    [
      "a histogram without finite buckets",
      {
        given: [`# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n${GAUGE}`],
        want: ["import-families-left-out a.txt:1:1"],
      },
    ],
    [
      "families without samples, all in one",
      { given: ["# TYPE x gauge\n# TYPE y gauge\n"], want: ["import-labels-unseen a.txt:1:1"] },
    ],
    [
      "samples without labels that other samples have",
      { given: ['# TYPE x gauge\nx{a="1"} 1\nx 2\n'], want: ["import-to-decide a.txt:1:1"] },
    ],
    [
      "types that contradict each other",
      { given: [GAUGE, GAUGE.replace("gauge", "counter")], want: ["import-to-decide a.txt:1:1"] },
    ],
  ])("%s", async (_name, { given, want }) => {
    expect(await marks(...given)).toEqual(want);
  });

  test("an error prevents a draft", async () => {
    expect((await imported([`${GAUGE}x{\n`])).draft).toBeUndefined();
  });

  test("a file of another format has a few findings, not one per line", async () => {
    const { diagnostics } = await imported(["<p>\n".repeat(3_000)]);
    expect(diagnostics).toHaveLength(21);
    expect(diagnostics.at(-1)?.message).toBe("a.txt has 2,980 more findings.");
  });

  test("all families that are left out are in the notes", async () => {
    const untyped = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `${name} 1\n`).join("");
    const { draft, diagnostics } = await imported([GAUGE + untyped]);
    expect(diagnostics[0]?.message).toBe(
      "7 families are left out because they have no type: `a`, `b`, `c`, `d`, `e` and 2 more.",
    );
    expect(draft?.notes[1]).toContain("Left out because they have no type: a, b, c, d, e, f, g.");
  });
});

describe("families of clients", () => {
  const OF_CLIENT = "# HELP go_threads Threads.\n# TYPE go_threads gauge\ngo_threads 1\n";

  test.each<
    readonly [
      string,
      { readonly given: string; readonly options?: Partial<DraftOptions>; readonly want: object },
    ]
  >([
    [
      "are left out beside others, with a note",
      { given: OF_CLIENT + GAUGE, want: { keys: ["up_since"], notes: 2 } },
    ],
    [
      "are imported with `--include-defaults`",
      {
        given: OF_CLIENT + GAUGE,
        options: { includeDefaults: true },
        want: { keys: ["go_threads", "up_since"], notes: 1 },
      },
    ],
    ["are imported if there are no others", { given: OF_CLIENT, want: { keys: ["go_threads"], notes: 1 } }],
  ])("%s", async (_name, { given, options, want }) => {
    const { draft, diagnostics } = await imported([given], options);
    expect(diagnostics).toEqual([]);
    expect({ keys: draft?.families.map(({ key }) => key), notes: draft?.notes.length }).toEqual(want);
  });

  test("are named by their prefix", async () => {
    const { draft } = await imported([OF_CLIENT + GAUGE]);
    expect(draft?.notes[1]).toContain("because clients add them to every program: go_*.");
  });

  test("are not reported if a schema cannot have their type", async () => {
    expect(await marks(`${GAUGE}# TYPE go_gc summary\ngo_gc_sum 1\ngo_gc_count 1\n`)).toEqual([]);
  });
});

describe("the namespace is", () => {
  const gauges = (...names: readonly string[]) =>
    names.map((name) => `# HELP ${name} Text.\n# TYPE ${name} gauge\n${name} 1\n`).join("");

  test.each<
    readonly [string, { readonly given: readonly string[]; readonly chosen?: string; readonly want: object }]
  >([
    [
      "the first word of all names",
      { given: ["shop_a_b", "shop_a_c"], want: { namespace: "shop", keys: ["a_b", "a_c"] } },
    ],
    [
      "none, where names differ",
      { given: ["shop_a", "shops_b"], want: { namespace: undefined, keys: ["shop_a", "shops_b"] } },
    ],
    [
      "none, where a key would be no name",
      { given: ["http_2xx", "http_all"], want: { namespace: undefined, keys: ["http_2xx", "http_all"] } },
    ],
    [
      "none, where a key would be an ending alone",
      {
        given: ["jobs_total", "jobs_running"],
        want: { namespace: undefined, keys: ["jobs_total", "jobs_running"] },
      },
    ],
    ["none of a single name", { given: ["shop_a"], want: { namespace: undefined, keys: ["shop_a"] } }],
    [
      "the chosen one",
      { given: ["my_app_a", "my_app_b"], chosen: "my_app", want: { namespace: "my_app", keys: ["a", "b"] } },
    ],
  ])("%s", async (_name, { given, chosen, want }) => {
    const { draft, diagnostics } = await imported([gauges(...given)], { namespace: chosen });
    expect(diagnostics).toEqual([]);
    expect({ namespace: draft?.namespace, keys: draft?.families.map(({ key }) => key) }).toEqual(want);
  });

  test("the chosen one, and families of others are reported", async () => {
    const { draft, diagnostics } = await imported([gauges("shop_a", "b")], { namespace: "shop" });
    expect(draft?.families.map(({ key }) => key)).toEqual(["a"]);
    expect(diagnostics).toMatchObject([{ code: "import-families-left-out", location: { line: 4 } }]);
  });
});

test("names that a schema cannot have are left out", async () => {
  const { draft } = await imported([
    `${GAUGE}# TYPE job:up:sum gauge\njob:up:sum 1\n# TYPE q gauge\nq{le="1"} 1\n`,
  ]);
  if (draft === undefined) throw new Error("there is no draft");
  const { text, leftOut } = makeSoundSchema(draft);
  expect(leftOut.map(({ family }) => family.key)).toEqual(["job:up:sum", "q"]);
  const { catalog, diagnostics } = compileText(text);
  expect(diagnostics).toEqual([]);
  expect(catalog?.families.map(({ name }) => name)).toEqual(["up_since"]);
});

test("names that end like those of samples are taken, and their labels with them", async () => {
  const names = ["a_count", "a_sum", "a_bucket", "a_total", "a_created", "a_info"];
  const text = names.map((name) => `# TYPE ${name} gauge\n${name}{x="1"} 1\n`).join("");
  const { draft } = await imported([text]);
  if (draft === undefined) throw new Error("there is no draft");
  const { catalog, diagnostics } = compileText(makeSoundSchema(draft).text);
  expect(diagnostics).toEqual([]);
  expect(catalog?.families.map(({ name, vectors }) => [name, vectors.length])).toEqual(
    names.map((name) => [name, 1]),
  );
});
