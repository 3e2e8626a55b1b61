import { describe, expect, test } from "vitest";
import type { ScrapeJob } from "../../../generator/catalog.js";
import { compileFiles, compileText, marks } from "../../support/generator/compile-schema.js";

/** A schema whose scrape job has the given keys, on line 3. */
const scrape = (keys: string) => `version: 1\nnamespace: a\noutputs: { scrape: { ${keys} } }\n`;
const statics = (targets: string) => scrape(`static_configs: [{ targets: ${targets} }]`);
const labels = (mapping: string) => scrape(`static_configs: [{ targets: [a], labels: ${mapping} }]`);

function jobOf(text: string): ScrapeJob | undefined {
  const { catalog, diagnostics } = compileText(text);
  expect(diagnostics).toEqual([]);
  return catalog?.outputs.scrape;
}

const MISTAKES: readonly (readonly [string, { readonly given: string; readonly want: readonly string[] }])[] =
  [
    ["an unknown output", { given: "version: 1\noutputs: { scrap: {} }", want: ["unknown-key 2:12"] }],
    ["outputs are a list", { given: "version: 1\noutputs: [scrape]", want: ["wrong-type 2:10"] }],
    ["a job is a text", { given: "version: 1\noutputs: { scrape: x }", want: ["wrong-type 2:20"] }],
    ["an unknown key", { given: scrape("interval: 15s"), want: ["unknown-key 3:22"] }],
    [
      "no name and no namespace",
      { given: "version: 1\noutputs: { scrape: {} }", want: ["missing-key 2:12"] },
    ],
    [
      "no name and a namespace that is wrong",
      { given: "version: 1\nnamespace: 1a\noutputs: { scrape: }", want: ["illegal-name 2:12"] },
    ],
    ["a name is empty", { given: scrape("job_name: ''"), want: ["value-empty 3:32"] }],
    ["a name is a number", { given: scrape("job_name: 1"), want: ["wrong-type 3:32"] }],
    ["a name is half a character", { given: scrape('job_name: "\\ud800"'), want: ["value-surrogate 3:32"] }],
    ["a duration is a number", { given: scrape("scrape_interval: 15"), want: ["wrong-type 3:39"] }],
    ["a duration has no unit", { given: scrape("scrape_interval: '15'"), want: ["invalid-duration 3:39"] }],
    ["a duration is fractional", { given: scrape("scrape_interval: 1.5s"), want: ["invalid-duration 3:39"] }],
    [
      "a duration is out of order",
      { given: scrape("scrape_interval: 1s1m"), want: ["invalid-duration 3:39"] },
    ],
    ["a duration is nothing", { given: scrape("scrape_interval: 0s"), want: ["invalid-duration 3:39"] }],
    ["a duration is empty", { given: scrape("scrape_interval: ''"), want: ["invalid-duration 3:39"] }],
    [
      "a duration is longer than Prometheus allows",
      { given: scrape("scrape_interval: 293y"), want: ["invalid-duration 3:39"] },
    ],
    ["a scheme is another one", { given: scrape("scheme: ftp"), want: ["wrong-type 3:30"] }],
    ["a form of histograms is another one", { given: scrape("histograms: nhcb"), want: ["wrong-type 3:34"] }],
    ["a list is a mapping", { given: scrape("static_configs: {}"), want: ["wrong-type 3:38"] }],
    ["an entry is a text", { given: scrape("static_configs: [a]"), want: ["wrong-type 3:39"] }],
    ["targets are missing", { given: scrape("static_configs: [{}]"), want: ["missing-key 3:39"] }],
    ["a target is a number", { given: statics("[9959]"), want: ["wrong-type 3:51"] }],
    ["a target is a port", { given: statics("['9959']"), want: ["invalid-target 3:51"] }],
    ["a target has no host", { given: statics("[':9959']"), want: ["invalid-target 3:51"] }],
    ["a target has the port 0", { given: statics("[a, 'a:0']"), want: ["invalid-target 3:54"] }],
    ["a target has too high a port", { given: statics("['a:65536']"), want: ["invalid-target 3:51"] }],
    ["a target has a path", { given: statics("[a/metrics]"), want: ["invalid-target 3:51"] }],
    ["a target has a user", { given: statics("['me@a']"), want: ["invalid-target 3:51"] }],
    ["a target is empty", { given: statics("['']"), want: ["invalid-target 3:51"] }],
    ["a target is IPv6 without brackets", { given: statics("['::1']"), want: ["invalid-target 3:51"] }],
    [
      "a target has brackets around something else than IPv6",
      { given: statics("['[::::]']"), want: ["invalid-target 3:51"] },
    ],
    [
      "two targets are wrong",
      { given: statics("[a/, b/]"), want: ["invalid-target 3:51", "invalid-target 3:55"] },
    ],
    ["labels are a list", { given: labels("[a]"), want: ["wrong-type 3:63"] }],
    ["a label name has a dash", { given: labels("{ a-b: c }"), want: ["illegal-label-name 3:65"] }],
    [
      "a label name is Prometheus' own",
      { given: labels("{ __scheme__: c }"), want: ["reserved-label 3:65"] },
    ],
    ["a label name is __proto__", { given: labels("{ __proto__: c }"), want: ["reserved-label 3:65"] }],
    ["a label name is that of upper bounds", { given: labels("{ le: c }"), want: ["reserved-label 3:65"] }],
    ["a label value is a number", { given: labels("{ version: 1 }"), want: ["wrong-type 3:74"] }],
    ["a label value is missing", { given: labels("{ type: }"), want: ["wrong-type 3:65"] }],
    ["a label value is empty", { given: labels("{ a: '' }"), want: ["value-empty 3:68"] }],
    [
      "a label value is half a character",
      { given: labels('{ a: "\\udc00" }'), want: ["value-surrogate 3:68"] },
    ],
  ];

describe("a mistake in a scrape job is reported where it is", () => {
  test.each(MISTAKES)("%s", (_name, { given, want }) => {
    expect(marks(compileText(given))).toEqual(want);
  });
});

test("outputs of an imported file are reported", () => {
  const loaded = compileFiles({
    "metrics.schema.yaml": "version: 1\nimports: [shared.yaml]\n",
    "shared.yaml": "version: 1\nnamespace: a\noutputs: { scrape: {} }\n",
  });
  expect(marks(loaded)).toContain("entry-only-key shared.yaml:3:1");
});

test.each(["", "outputs:\n", "outputs: {}\n"])("%j asks for no scrape job", (outputs) => {
  expect(jobOf(`version: 1\n${outputs}`)).toBeUndefined();
});

test.each(["{}", "", "{ static_configs: [] }", "{ static_configs: }"])(
  "a job of %j scrapes the server's own address",
  (given) => {
    expect(jobOf(`version: 1\nnamespace: shop\noutputs: { scrape: ${given} }\n`)).toEqual({
      jobName: "shop",
      metricsPath: "/metrics",
      interval: undefined,
      scheme: undefined,
      histograms: "classic",
      targetGroups: [{ targets: ["localhost:9959"], labels: [] }],
    });
  },
);

describe("the server's address gives the target and the path", () => {
  test.each<readonly [string, { readonly target: string; readonly path: string }]>([
    ["tcp://", { target: "localhost:9959", path: "/metrics" }],
    ["tcp://0.0.0.0:80", { target: "localhost:80", path: "/metrics" }],
    ["tcp://[::]:80/", { target: "localhost:80", path: "/" }],
    ["tcp://[::1]:80/a%20b%2Fc", { target: "[::1]:80", path: "/a b/c" }],
    ["tcp://10.0.0.1/x", { target: "10.0.0.1:9959", path: "/x" }],
    ["tcp4://:80", { target: "localhost:80", path: "/metrics" }],
    ["[::1]", { target: "[::1]:9959", path: "/metrics" }],
    ["TCP://metrics.example.com", { target: "metrics.example.com:9959", path: "/metrics" }],
  ])("%s", (address, { target, path }) => {
    const job = jobOf(`${scrape("")}server: { address: "${address}" }\n`);
    expect(job).toMatchObject({ metricsPath: path, targetGroups: [{ targets: [target] }] });
  });
});

test("an address whose path is not text is reported", () => {
  expect(marks(compileText('version: 1\nserver: { address: "tcp://:1/\\ud800" }\n'))).toEqual([
    "invalid-address 2:20",
  ]);
});

describe.each(["unix:///run/x.sock?path=m", "unix://@x?path=m", "fd://3?path=m"])(
  "an address that Prometheus cannot reach, as %s",
  (address) => {
    const server = `server: { address: "${address}" }\n`;

    test("needs a list of targets", () => {
      const loaded = compileText(`${scrape("")}${server}`);
      expect(marks(loaded)).toEqual(["missing-key 3:12"]);
      expect(loaded.diagnostics[0]?.help).toContain(`Prometheus cannot reach \`${address}\``);
    });

    test("gives targets its path, and no port", () => {
      expect(jobOf(`${statics("['a:1']")}${server}`)).toMatchObject({
        metricsPath: "/m",
        targetGroups: [{ targets: ["a:1"] }],
      });
      expect(marks(compileText(`${statics("['a:1', b]")}${server}`))).toEqual(["invalid-target 3:58"]);
    });
  },
);

test("targets without a port get that of the server, others keep theirs", () => {
  const job = jobOf(`${statics("[a, 'b:1', '[::1]', '[::1]:065']")}server: { address: "tcp://:7000" }\n`);
  expect(job?.targetGroups).toEqual([{ targets: ["a:7000", "b:1", "[::1]:7000", "[::1]:65"], labels: [] }]);
});

test("a job has the interval and the scheme of the schema", () => {
  expect(jobOf(scrape("scrape_interval: 1m30s, scheme: https"))).toMatchObject({
    interval: "1m30s",
    scheme: "https",
  });
});
