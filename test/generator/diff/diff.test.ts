import { describe, expect, test } from "vitest";
import { CHANGE_KINDS, type Change, type SchemaDiff, type Verdict } from "../../../generator/diff/change.js";
import { diffCatalogs } from "../../../generator/diff/diff.js";
import { CHANGE_CASES } from "../../support/generator/change-cases.js";
import { catalogOf } from "../../support/generator/compile-schema.js";

function diffOf(base: string, head: string): SchemaDiff {
  return diffCatalogs(catalogOf(base), catalogOf(head));
}

function changesOf(base: string, head: string): readonly Change[] {
  return diffOf(base, head).changes;
}

/** Each change as `class kind path: before -> after`, and `and 2 more` for those that are not listed. */
function marks({ changes, otherSafeChanges }: SchemaDiff): readonly string[] {
  const shown = (value: Change["before"]) => (value === undefined ? "nothing" : JSON.stringify(value));
  const listed = changes.map((change) => {
    const { kind, path, before, after } = change;
    return `${change.class} ${kind} ${path}: ${shown(before)} -> ${shown(after)}`;
  });
  return otherSafeChanges === 0 ? listed : [...listed, `and ${otherSafeChanges} more`];
}

describe("a change of", () => {
  test.each(CHANGE_CASES)("%s", (_name, { base, head, want }) => {
    expect(marks(diffOf(base, head))).toEqual(want);
  });
});

test("every kind of change has a case", () => {
  const listed = CHANGE_CASES.flatMap(([, { want }]) => want.filter((mark) => !/^and \d/.test(mark)));
  const found = listed.map((mark) => mark.split(" ")[1]);
  expect([...new Set(found)].toSorted()).toEqual(CHANGE_KINDS.toSorted());
});

test("no schema differs from itself", () => {
  for (const [, { base, head }] of CHANGE_CASES) {
    for (const text of [base, head]) {
      expect(diffCatalogs(catalogOf(text), catalogOf(text))).toEqual({
        verdict: "patch",
        changes: [],
        otherSafeChanges: 0,
      });
    }
  }
});

const COUNTER = "counters: { c: { description: C, vectors: [t] } }\n";

describe("the verdict is", () => {
  test.each<readonly [string, { readonly given: readonly [string, string]; readonly want: Verdict }]>([
    ["major for a breaking change", { given: ["counters: { c: { description: C } }", ""], want: "major" }],
    [
      "minor for a risky one",
      {
        given: [`${COUNTER}vectors: { t: { values: [a] } }`, `${COUNTER}vectors: { t: { values: [a, b] } }`],
        want: "minor",
      },
    ],
    ["minor for a new family", { given: ["", "counters: { c: { description: C } }"], want: "minor" }],
    [
      "minor for a new deprecation",
      {
        given: [
          "counters: { c: { description: C } }",
          "counters: { c: { description: C, deprecated: Use d. } }",
        ],
        want: "minor",
      },
    ],
    ["minor for a new output", { given: ["", "outputs: { reference: {} }"], want: "minor" }],
    ["patch for an output that is gone", { given: ["outputs: { reference: {} }", ""], want: "patch" }],
    [
      "patch for any other safe change",
      {
        given: ["counters: { c: { description: C } }", 'counters: { c: { description: "C." } }'],
        want: "patch",
      },
    ],
  ])("%s", (_name, { given: [base, head], want }) => {
    expect(diffCatalogs(catalogOf(base), catalogOf(head)).verdict).toBe(want);
  });
});

describe("the order", () => {
  const base =
    "counters: { z: { description: Z }, a: { description: A } }\ngauges: { m: { description: M } }";

  test("is by class, and by path within one", () => {
    const head =
      "counters: { zz9: { description: Other }, b8: { description: Others } }\ngauges: { m: { description: N } }";
    expect(changesOf(base, head).map((change) => `${change.class} ${change.path}`)).toEqual([
      "breaking counters.a",
      "breaking counters.z",
      "risky gauges.m.description",
      "safe counters.b8",
      "safe counters.zz9",
    ]);
  });

  test("of declarations in a schema is not compared", () => {
    const head =
      "gauges: { m: { description: M } }\ncounters: { a: { description: A }, z: { description: Z } }";
    expect(marks(diffOf(base, head))).toEqual([]);
  });
});

test("changed settings of an output are one change, whatever families it shows", () => {
  const shown = (title: string, help: string) =>
    `outputs: { reference: { title: ${title} } }\ncounters: { c: { description: ${help} } }`;
  expect(marks(diffOf(shown("Metrics", "Events"), shown("Metrics", "Happenings")))).toEqual([
    'risky help-changed counters.c.description: "Events" -> "Happenings"',
  ]);
  expect(marks(diffOf(shown("Metrics", "Events"), shown("Reference", "Events")))).toEqual(["and 1 more"]);
});

describe("of a help text", () => {
  const changeOf = (before: string, after: string) => {
    const counter = (help: string) => `counters: { c: { description: ${JSON.stringify(help)} } }`;
    return marks(diffOf(counter(before), counter(after))).map((mark) => mark.split(" ", 2).join(" "));
  };

  test.each([
    ["All Requests", "all requests."],
    ["Requests, by status", "Requests by status"],
    ["The number of the requests", "number of requests"],
    ["Non-empty  lines\nof text", "non empty lines of text"],
    ["Uses `x`", "Uses 'x'"],
    ["ÄPFEL", "äpfel"],
  ])("%j means the same as %j", (before, after) => {
    expect(changeOf(before, after)).toEqual(["and 1"]);
  });

  test.each([
    ["Requests accepted", "Requests not accepted"],
    ["Uploads", "Unloads"],
    ["Authn Requests (1FA)", "Authn Requests (2FA)"],
    ["Took 0.5 s", "Took 05 s"],
    ["Below -1 degree", "Below 1 degree"],
    ["Values < 5", "Values > 5"],
    ["Requests in", "In requests"],
    ["5 %", "5"],
    ["Requêtes", "Requetes"],
  ])("%j does not mean the same as %j", (before, after) => {
    expect(changeOf(before, after)).toEqual(["risky help-changed"]);
  });
});

test("another spelling of an upper bound is not a change", () => {
  const bounds = (text: string) => `histograms: { h: { description: H, buckets: [${text}] } }`;
  expect(marks(diffOf(bounds(".5, 1, 1e3"), bounds("0.50, 1.0, 1000")))).toEqual([]);
});

describe("a vector of several families", () => {
  const families = (count: number) =>
    `counters: { ${Array.from({ length: count }, (_, at) => `c${at}: { description: C, vectors: [t] }`).join(", ")} }\n`;

  test("is one change whose message names the families, but not all of many", () => {
    const [change, ...others] = changesOf(
      `${families(9)}vectors: { t: { values: [a, b] } }`,
      `${families(9)}vectors: { t: { values: [a] } }`,
    );
    expect(others).toEqual([]);
    expect(change?.message).toBe(
      "`t` of `c0`, `c1`, `c2`, `c3`, `c4` and 4 others can no longer be `b`: queries for it find nothing, and alerts on it no longer fire.",
    );
  });

  test("is not a change if no family had it before", () => {
    const two = (first: string, second: string) =>
      `counters: { a: { description: A${first} }, b: { description: B${second} } }\n`;
    const label = ", vectors: [t]";
    const changes = changesOf(
      `${two(label, "")}vectors: { t: { values: [a, b] } }`,
      `${two("", label)}vectors: { t: { values: [c] } }`,
    );
    expect(changes.map(({ kind }) => kind)).toEqual(["label-removed", "label-added"]);
  });
});

describe("a removed family is paired with an added one", () => {
  const family = (key: string, help: string) =>
    `counters: { ${key}: { description: ${help}, vectors: [t] } }\n`;
  const vectors = "vectors: { t: { values: [a] } }\n";

  test("if it is the most similar of several", () => {
    const head = `counters: { request: { description: Other, vectors: [t] }, requests_total: { description: All, vectors: [t] } }\n`;
    const changes = changesOf(`${family("requests", "All")}${vectors}`, `${head}${vectors}`);
    expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "family-renamed counters.requests_total",
      "family-added counters.request",
    ]);
  });

  test("with a message that says how to declare the rename", () => {
    const [change] = changesOf(
      `namespace: n\n${family("requests", "All")}${vectors}`,
      `namespace: n\n${family("request", "All")}${vectors}`,
    );
    expect(change?.message).toContain("write `renamed_from: requests` in it");
  });

  /** Families of a section, as `key help…`, each with the label `t` where `labels` says so. */
  const section = (type: string, texts: readonly string[], labels: boolean) => {
    const entries = texts.map((text) => {
      const [key = "", ...help] = text.split(" ");
      return `${key}: { description: ${help.join(" ") || key}${labels ? ", vectors: [t]" : ""} }`;
    });
    return `${type}: { ${entries.join(", ")} }\n${labels ? vectors : ""}`;
  };

  interface Pairs {
    readonly base: readonly string[];
    readonly head: readonly string[];
    /** The renames, as `old new`. */
    readonly want: readonly string[];
    readonly types?: readonly [string, string];
  }

  test.each<readonly [string, Pairs]>([
    ["a unit that is added", { base: ["free"], head: ["free_bytes"], want: ["free free_bytes"] }],
    [
      "another unit of the same measure",
      { base: ["wait_seconds"], head: ["wait_milliseconds"], want: ["wait_seconds wait_milliseconds"] },
    ],
    [
      "an alias of a unit",
      { base: ["wait_ms"], head: ["wait_seconds_total"], want: ["wait_ms wait_seconds_total"] },
    ],
    ["a unit that is gone", { base: ["hit_ratio"], head: ["hit"], want: ["hit_ratio hit"] }],
    ["`_total`", { base: ["hits"], head: ["hits_total"], want: ["hits hits_total"] }],
    ["no `_total`", { base: ["hits_total"], head: ["hits"], want: ["hits_total hits"] }],
    [
      "a unit after `total`",
      {
        base: ["memory_total"],
        head: ["memory_bytes", "memory_total_bytes"],
        want: ["memory_total memory_total_bytes"],
      },
    ],
    [
      "the smallest change, in pairs of one to one",
      {
        base: ["in", "in_bytes"],
        head: ["in_total", "in_bytes_total"],
        want: ["in_bytes in_bytes_total", "in in_total"],
      },
    ],
    [
      "the same help text, where two names have the ending",
      { base: ["free Free"], head: ["free_ratio Part", "free_bytes Free"], want: ["free free_bytes"] },
    ],
    [
      "`_total`, and a counter in place of a gauge with the same help text",
      {
        base: ["got Received"],
        head: ["got_total Received"],
        want: ["got got_total"],
        types: ["gauges", "counters"],
      },
    ],
  ])("if its name has %s", (_name, { base, head, want, types: [before, after] = ["gauges", "gauges"] }) => {
    for (const labels of [true, false]) {
      const changes = changesOf(section(before, base, labels), section(after, head, labels));
      const renames = changes.filter(({ kind }) => kind === "family-renamed");
      expect(renames.map((change) => `${change.before} ${change.after}`)).toEqual(want);
    }
  });

  test.each<readonly [string, Omit<Pairs, "want">]>([
    ["has a unit of another measure", { base: ["wait_seconds"], head: ["wait_bytes"] }],
    ["has an ending that is no unit", { base: ["free"], head: ["free_max"] }],
    ["has `_min`, which is no minute", { base: ["heat"], head: ["heat_min"] }],
    [
      "has another word",
      { base: ["disk_reads_merged"], head: ["disk_writes_merged", "disk_discards_merged"] },
    ],
    ["has another number", { base: ["replies_4xx"], head: ["replies_5xx"] }],
    ["has another direction", { base: ["net_rx_frames"], head: ["net_tx_frames"] }],
    [
      "counts what a gauge showed",
      { base: ["open Now"], head: ["open_total Ever"], types: ["gauges", "counters"] },
    ],
    [
      "has the help text of several others",
      { base: ["apples Statistic", "pears Statistic"], head: ["red Statistic", "blue Statistic"] },
    ],
  ])("but not with one that %s", (_name, { base, head, types: [before, after] = ["gauges", "gauges"] }) => {
    const changes = changesOf(section(before, base, true), section(after, head, true));
    expect(changes.map(({ kind }) => kind)).not.toContain("family-renamed");
  });

  test("nor with one of other labels that has another unit and another help text", () => {
    const changes = changesOf(
      section("gauges", ["free Free"], true),
      section("gauges", ["free_bytes Left"], false),
    );
    expect(changes.map(({ kind }) => kind)).toEqual(["family-removed", "family-added"]);
  });

  test("but not with one of another type", () => {
    const changes = changesOf(
      `${family("requests", "All")}${vectors}`,
      `${family("request", "All").replace("counters", "gauges")}${vectors}`,
    );
    expect(changes.map(({ kind }) => kind)).toEqual(["family-removed", "family-added"]);
  });

  test("even in the metrics of recorders", () => {
    const two = (key: string) =>
      `counters: { ${key}: { description: All, vectors: [t] }, b: { description: B } }\n${vectors}recorders: { r: { description: R, metrics: [${key}, b] } }`;
    const changes = changesOf(two("requests"), two("request"));
    expect(changes.map(({ kind }) => kind)).toEqual(["family-renamed"]);
  });
});
