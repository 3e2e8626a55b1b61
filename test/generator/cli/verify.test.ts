import { writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { OPENMETRICS, startExposing, startServer } from "../../support/generator/exposing-server.js";
import { type Ran, runWith } from "../../support/generator/run-command.js";
import { SHOP_OPENMETRICS, SHOP_SCHEMA, SHOP_TEXT } from "../../support/generator/verify-shop.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Runs `metricsmith verify` by the schema of the shop, or another. */
function verify(source: string, options: readonly string[] = [], schema = SHOP_SCHEMA): Promise<Ran> {
  const file = join(temporaryFolder(), "shop.yaml");
  writeFileSync(file, schema);
  return runWith(["verify", source, "--schema", file, ...options]);
}

/** The codes that a run reports, and its exit code. */
async function codesOf(source: string, options: readonly string[] = []) {
  const { exitCode, stdout, stderr } = await verify(source, ["--format", "json", ...options]);
  expect(stderr).toMatch(/^checked \d/);
  const { diagnostics }: { readonly diagnostics: readonly { readonly code: string }[] } = JSON.parse(stdout);
  return { exitCode, codes: diagnostics.map(({ code }) => code) };
}

describe("a program that conforms", () => {
  test("has no finding, and its coverage is printed", async () => {
    const { url } = await startExposing(SHOP_TEXT);
    const { exitCode, stdout, stderr } = await verify(url);
    expect(stderr).toMatch(new RegExp(`^checked 13 samples of ${url} against .*shop.yaml\n$`));
    expect([exitCode, stdout]).toEqual([
      0,
      "coverage 88.2 %: 5 of 6 families, 5 of 5 labels, 5 of 6 values\n" +
        '  not seen: shop_boots\n  not seen: shop_delay_seconds{payment="paypal"}\n',
    ]);
  });

  test("may expose OpenMetrics", async () => {
    const { url } = await startExposing(SHOP_OPENMETRICS, OPENMETRICS);
    expect(await codesOf(url)).toEqual({ exitCode: 0, codes: [] });
  });

  test("may be a file, in either format", async () => {
    const file = join(temporaryFolder(), "metrics.txt");
    for (const text of [SHOP_TEXT, SHOP_OPENMETRICS]) {
      writeFileSync(file, text);
      expect(await codesOf(file)).toEqual({ exitCode: 0, codes: [] });
    }
  });
});

describe("a program that is wrong", () => {
  test.each<readonly [string, { readonly given: string; readonly exitCode?: number }]>([
    ["missing-family", { given: SHOP_TEXT.replace(/.*shop_visits.*\n/g, "") }],
    ["undeclared-family", { given: `${SHOP_TEXT}heap 1\n` }],
    ["type-mismatch", { given: SHOP_TEXT.replace("stock gauge", "stock counter") }],
    ["help-mismatch", { given: SHOP_TEXT.replace("Starts", "Boots") }],
    ["undeclared-label", { given: SHOP_TEXT.replace("shop_boots 0", 'shop_boots{pod="a"} 0') }],
    ["misplaced-label", { given: SHOP_TEXT.replace("shop_boots 0", 'shop_boots{shelf="1"} 0') }],
    ["missing-label", { given: SHOP_TEXT.replace(',express="true"', "") }],
    ["undeclared-value", { given: SHOP_TEXT.replace('shelf="7"', 'shelf="99"') }],
    ["undeclared-bucket", { given: SHOP_TEXT.replace(/(.*)le="1"(.*)\n/, '$1le="0.7"$2\n$&') }],
    ["missing-buckets", { given: SHOP_TEXT.replace(/.*le="1".*\n/, "") }],
    [
      "values-over-limit",
      { given: SHOP_TEXT.replace(/(.*)country="other"(.*)\n/, '$1country="b"$2\n$1country="c"$2\n') },
    ],
    ["invalid-exposition", { given: `${SHOP_TEXT}shop_stock 1,5\n` }],
    ["deprecated-in-use", { given: SHOP_TEXT.replace("shop_boots 0", "shop_boots 1"), exitCode: 0 }],
    ["irregular-exposition", { given: SHOP_TEXT.trimEnd(), exitCode: 0 }],
    ["nothing-observed", { given: SHOP_TEXT.replace(/^shop_.*\n/gm, ""), exitCode: 0 }],
  ])("gets the finding %s", async (code, { given, exitCode = 1 }) => {
    const { url } = await startExposing(given);
    expect(await codesOf(url)).toEqual({ exitCode, codes: [code] });
  });

  test("gets the finding unit-mismatch", async () => {
    const wrong = SHOP_OPENMETRICS.replace("# TYPE shop_stock gauge\n", "$&# UNIT shop_stock stock\n");
    const { url } = await startExposing(wrong, OPENMETRICS);
    expect(await codesOf(url)).toEqual({ exitCode: 1, codes: ["unit-mismatch"] });
  });

  test("gets the finding series-over-budget beside the label with too many values", async () => {
    const series = [1, 2, 3, 4].map((at) => `shop_visits{country="at",n="${at}"} 1\n`).join("");
    const { url } = await startExposing(SHOP_TEXT.replace('shop_visits{country="at"} 7\n', series));
    expect(await codesOf(url)).toEqual({ exitCode: 1, codes: ["undeclared-label", "series-over-budget"] });
  });

  test("gets a finding with the line of the exposition", async () => {
    const { url } = await startExposing(SHOP_TEXT.replace('shelf="7"', 'shelf="99"'));
    const { stderr } = await verify(url);
    expect(stderr).toContain(`
error[undeclared-value]: \`shop_stock\` has \`shelf\` "99" in one sample, which the schema does not allow.
 --> ${url}:14:12
   |
13 | # TYPE shop_stock gauge
14 | shop_stock{shelf="99"} 0
   |            ^^^^^^^^^^
15 | # HELP shop_build_info What was built
help: The vector \`shelf\` is a whole number from 0 to 31.

1 error; \`metricsmith explain undeclared-value\` says more
`);
  });

  test("gets a finding for every family if it exposes nothing", async () => {
    const { url } = await startExposing("");
    expect(await codesOf(url)).toEqual({ exitCode: 1, codes: Array(6).fill("missing-family") });
  });
});

describe("a URL", () => {
  test("is requested with headers and credentials", async () => {
    const { url, requests } = await startExposing(SHOP_TEXT);
    process.env["METRICSMITH_PASSWORD"] = "secret";
    try {
      const options = ["--header", "X-Scope-OrgID: shop", "-H", "X-Other: a: b", "--user", "ann"];
      expect((await verify(url, options)).exitCode).toBe(0);
    } finally {
      delete process.env["METRICSMITH_PASSWORD"];
    }
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("ann:secret").toString("base64")}`,
      "x-scope-orgid": "shop",
      "x-other": "a: b",
    });
  });

  test("is requested with its credentials, which are not shown", async () => {
    const { url, requests } = await startExposing(SHOP_TEXT.replace("Starts", "Boots"));
    const { stdout, stderr } = await verify(url.replace("http://", "http://ann:s%20ecret@"));
    expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("ann:s ecret").toString("base64")}`);
    expect(stdout + stderr).toContain(` --> ${url}:9:8`);
    expect(stdout + stderr).not.toContain("ecret");
  });

  test("is requested with a password but no user", async () => {
    const { url, requests } = await startExposing(SHOP_TEXT);
    await verify(url.replace("http://", "http://:secret@"));
    expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from(":secret").toString("base64")}`);
  });

  test.each([
    ["an invalid port", "http://ann:secret@127.0.0.1:99999/metrics"],
    ["a password with an `@` and an invalid port", "http://ann:secr@t:secret@127.0.0.1:99999/metrics"],
    ["a password with a bare `%`", "http://ann:secret%@127.0.0.1/metrics"],
  ])("with credentials and %s is an error that does not show them", async (_name, source) => {
    const { exitCode, stdout, stderr } = await runWith(["verify", source]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: .*(?:is no URL|write `%25` for it).*\n$/);
    expect(stderr).not.toMatch(/secr|internal error/);
  });

  test("can have a time limit that is longer than the longest timer", async () => {
    const { url } = await startExposing(SHOP_TEXT);
    expect((await verify(url, ["--timeout", "100d"])).exitCode).toBe(0);
  });

  test("is followed to its redirect, without credentials and headers if that is another server", async () => {
    const { url, requests } = await startExposing(SHOP_TEXT);
    const redirecting = await startServer((_, response) => response.writeHead(302, { location: url }).end());
    const { exitCode } = await verify(redirecting.url.replace("http://", "http://ann:secret@"), [
      "-H",
      "X-Token: secret",
    ]);
    expect(exitCode).toBe(0);
    expect(redirecting.requests[0]?.headers).toMatchObject({
      authorization: expect.anything(),
      "x-token": "secret",
    });
    expect(requests[0]?.headers.authorization).toBeUndefined();
    expect(requests[0]?.headers["x-token"]).toBeUndefined();
  });

  test("is followed to its redirect on the same server, with all of them", async () => {
    const { url, requests } = await startServer(({ url: path }, response) => {
      if (path === "/metrics") response.writeHead(308, { location: "moved" }).end();
      else response.setHeader("content-type", "text/plain").end(SHOP_TEXT);
    });
    expect(
      (await verify(url.replace("http://", "http://ann:secret@"), ["-H", "X-Token: secret"])).exitCode,
    ).toBe(0);
    expect(requests[1]?.headers).toMatchObject({ authorization: expect.anything(), "x-token": "secret" });
    expect(requests[1]?.url).toBe("/moved");
  });

  test.each([
    ["in circles", "/metrics", /redirects more than 20 times/],
    ["to a file", "file:///etc/passwd", /redirects to "file:\/\/\/etc\/passwd", which is no URL of HTTP/],
  ])("that redirects %s is an error", async (_name, location, message) => {
    const { url } = await startServer((_request, response) => response.writeHead(302, { location }).end());
    const { exitCode, stderr } = await verify(url);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("a source without an end", () => {
  const endless = (response: ServerResponse) => {
    const write = () => {
      while (response.write("# filler\n".repeat(10_000)));
      response.once("drain", write);
    };
    write();
  };

  test("is read up to a bound, of a URL", async () => {
    const { url } = await startServer((_, response) =>
      endless(response.setHeader("content-type", "text/plain")),
    );
    const { exitCode, stderr } = await verify(url, ["--max-size", "1"]);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`error: cannot read ${url}: it has more than 1 MB\n`);
  });

  test("is read up to a bound, of a URL that sends much in few bytes", async () => {
    const bomb = gzipSync(Buffer.alloc(4 << 20, "# filler\n"));
    const { url } = await startServer((_, response) =>
      response.setHeader("content-type", "text/plain").setHeader("content-encoding", "gzip").end(bomb),
    );
    expect((await verify(url, ["--max-size", "1"])).stderr).toBe(
      `error: cannot read ${url}: it has more than 1 MB\n`,
    );
    expect((await verify(url, ["--max-size", "4"])).stderr).toMatch(/^checked /);
  });

  test("is not read, of a device", async () => {
    expect((await verify("/dev/zero")).stderr).toBe("error: cannot read /dev/zero: it is a device\n");
  });

  test("a bound that is none is an error", async () => {
    expect((await verify("x", ["--max-size", "many"])).stderr).toMatch(
      /^error: --max-size is "many"; write a number of/,
    );
  });
});

test("an https URL of a server without TLS is reported in words", async () => {
  const { url } = await startExposing(SHOP_TEXT);
  const { exitCode, stderr } = await verify(url.replace("http://", "https://"));
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^error: cannot read https:.*: it does not answer with TLS; write http:\/\/\n$/);
});

test("a server that has stopped is reported in words", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`; // it listens on TCP
  await new Promise((resolve) => server.close(resolve));
  expect((await verify(url)).stderr).toBe(`error: cannot read ${url}: nothing listens there\n`);
});

describe("a source that is not an exposition or cannot be read exits with 2 and says why", () => {
  const html = "<!DOCTYPE html>\n<title>Login</title>\n";

  test.each<readonly [string, { readonly given: Parameters<typeof startServer>[0]; readonly want: string }]>([
    [
      "a page",
      {
        given: (_, response) => response.setHeader("content-type", "text/html").end(html),
        want: 'is "text/html", which is not an exposition',
      },
    ],
    [
      "a page that says it is text",
      {
        given: (_, response) => response.setHeader("content-type", "text/plain").end(html),
        want: "is not an exposition: line 1: `<!DOCTYPE` is not a sample",
      },
    ],
    [
      "a failure",
      { given: (_, response) => response.writeHead(500).end(), want: "answered 500 Internal Server Error" },
    ],
    [
      "a locked door",
      {
        given: (_, response) => response.writeHead(401).end(),
        want: "answered 401 Unauthorized; give the user",
      },
    ],
    ["no answer", { given: () => {}, want: "it did not answer within 0.2 s" }],
    ["a hung up line", { given: (_, response) => response.destroy(), want: "cannot read http://127.0.0.1" }],
    [
      "an answer that does not end",
      {
        given: (_, response) => response.setHeader("content-type", "text/plain").write(SHOP_TEXT),
        want: "did not answer within 0.2 s",
      },
    ],
  ])("%s", async (_name, { given, want }) => {
    const { url } = await startServer(given);
    const { exitCode, stdout, stderr } = await verify(url, ["--timeout", "200ms"]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(want);
  });

  test.each<readonly [string, { readonly given: readonly string[]; readonly want: string }]>([
    ["a file that is not there", { given: ["no.txt"], want: "cannot read no.txt: there is no such file" }],
    [
      "a URL without its scheme",
      { given: ["localhost:1/metrics"], want: "no such file; for a URL, write http://localhost:1/metrics" },
    ],
    ["an invalid URL", { given: ["http://"], want: '"http://" is no URL' }],
    ["no source", { given: [], want: "missing required argument 'source'" }],
    ["an invalid duration", { given: ["x", "--for", "5"], want: "write one such as 15s, 1m30s or 500ms" }],
    ["no time between scrapes", { given: ["x", "--every", "0s"], want: "where time must pass" }],
    [
      "an invalid percentage",
      { given: ["x", "--min-coverage", "101"], want: "Write a number from 0 to 100" },
    ],
    ["an invalid header", { given: ["x", "--header", "X"], want: "--header 'Name: value'" }],
    [
      "standard input again and again",
      { given: ["-", "--for", "5m"], want: "standard input can be read once" },
    ],
  ])("%s", async (_name, { given, want }) => {
    const { exitCode, stdout, stderr } = await runWith(["verify", ...given]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(want);
  });
});

describe("with repeated scrapes", () => {
  const often = ["--for", "60ms", "--every", "20ms"];

  test("a finding is reported once, and counters are compared", async () => {
    const lower = SHOP_TEXT.replace('country="at"} 7', 'country="at"} 5').replace('shelf="7"', 'shelf="99"');
    const { url, requests } = await startExposing([SHOP_TEXT, lower]);
    const { exitCode, stderr } = await verify(url, often);
    expect(exitCode).toBe(1);
    expect(requests.length).toBeGreaterThan(1);
    expect(stderr).toContain(`samples of ${url} in ${requests.length} scrapes against `);
    expect(stderr.match(/^error\[.*/gm)).toEqual([
      'error[counter-decreased]: `shop_visits{country="at"}` went from 7 to 5, and the process was not restarted.',
      expect.stringMatching(
        /^error\[undeclared-value\]: `shop_stock` has `shelf` "99" in (one sample|\d samples), /,
      ),
    ]);
    expect(stderr).toContain(` --> ${url} (scrape 2):14:12\n`);
    expect(stderr).toContain('14 | shop_stock{shelf="99"} 0\n');
    expect(stderr).toContain("2 errors; `metricsmith explain CODE` says more\n");
  });

  test("a server that fails meanwhile is a finding", async () => {
    let served = 0;
    const { url } = await startServer((_, response) => {
      served += 1;
      if (served === 1) response.end(SHOP_TEXT);
      else response.writeHead(503).end();
    });
    const { exitCode, stderr } = await verify(url, often);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /error\[scrape-failed\]: \d of \d scrapes failed: .* answered 503 Service Unavailable\./,
    );
  });

  test("a server that fails at the first scrape is an error instead", async () => {
    const { url, requests } = await startServer((_, response) => response.writeHead(503).end());
    expect((await verify(url, often)).exitCode).toBe(2);
    expect(requests).toHaveLength(1);
  });

  test("a file is read again", async () => {
    const file = join(temporaryFolder(), "metrics.txt");
    writeFileSync(file, SHOP_TEXT);
    const { stderr } = await verify(file, often);
    expect(stderr).toMatch(/in [234] scrapes/);
  });
});

describe("coverage", () => {
  test("fails the run if it is below the required minimum", async () => {
    const { url } = await startExposing(SHOP_TEXT);
    expect(await codesOf(url, ["--min-coverage", "88.2"])).toEqual({ exitCode: 0, codes: [] });
    expect(await codesOf(url, ["--min-coverage", "90"])).toEqual({
      exitCode: 1,
      codes: ["coverage-too-low"],
    });
  });

  test("of a run that has observed nothing does not reach any minimum", async () => {
    const { url } = await startExposing(SHOP_TEXT.replace(/^shop_.*\n/gm, ""));
    expect(await codesOf(url, ["--min-coverage", "0.1"])).toEqual({
      exitCode: 1,
      codes: ["coverage-too-low"],
    });
  });

  test("is in JSON beside the diagnostics", async () => {
    const { url } = await startExposing(SHOP_TEXT.replace("Starts", "Boots"));
    const { stdout } = await verify(url, ["--format", "json"]);
    expect(JSON.parse(stdout)).toEqual({
      diagnostics: [
        {
          code: "help-mismatch",
          severity: "error",
          message: 'The help of `shop_boots` is "Boots" here.',
          help: 'In the schema, its description is "Starts".',
          location: { file: url, line: 9, column: 8, endLine: 9, endColumn: 18 },
          count: 1,
        },
      ],
      errors: 1,
      warnings: 0,
      information: 0,
      coverage: {
        percent: 88.2,
        families: { seen: 5, declared: 6 },
        labels: { seen: 5, declared: 5 },
        values: { seen: 5, declared: 6 },
        unseen: ["shop_boots", 'shop_delay_seconds{payment="paypal"}'],
      },
      scrapes: 1,
      samples: 13,
    });
  });

  test.each(["github", "sarif"])("is not in %s, which has findings alone", async (format) => {
    const { url } = await startExposing(SHOP_TEXT.replace("Starts", "Boots"));
    const { exitCode, stdout } = await verify(url, ["--format", format]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("help-mismatch");
    expect(stdout).not.toContain("coverage 88");
  });

  test("lists ten families, labels or values that were not seen", async () => {
    const values = Array.from({ length: 14 }, (_, at) => `v${at}`).join(", ");
    const schema = `version: 1\ncounters: { a: { vectors: [b], description: A } }\nvectors: { b: { values: [${values}] } }\n`;
    const { url } = await startExposing('# HELP a A\n# TYPE a counter\na{b="v0"} 1\n');
    const { stdout } = await verify(url, [], schema);
    expect(stdout).toContain('  not seen: a{b="v10"}\n  and 3 more, which --format json lists\n');
  });
});

describe("families that the schema does not own", () => {
  test("are ignored if an option names them", async () => {
    const { url } = await startExposing(`${SHOP_TEXT}heap_a 1\nstack 1\n`);
    expect((await codesOf(url, ["--ignore", "heap_*"])).codes).toEqual(["undeclared-family"]);
    expect((await codesOf(url, ["--ignore", "heap_*", "--ignore", "stack"])).codes).toEqual([]);
  });

  test("include those that Prometheus adds at /federate", async () => {
    const text = SHOP_TEXT.replace(/^# HELP.*\n/gm, "").replace(/^(# TYPE \S+) \w+$/gm, "$1 untyped");
    const histogram = text.replace(/^# TYPE shop_delay.*\n/gm, "");
    const scraped = histogram
      .replace(/^(shop_\w+)(?:\{(.*)\})? /gm, '$1{$2,job="shop",instance="a:1"} ')
      .replaceAll("{,", "{");
    const { url } = await startExposing(`${scraped}up{job="shop",instance="a:1"} 1\n`);
    const federate = url.replace("/metrics", "/federate?match[]={job='shop'}");
    expect(await codesOf(federate)).toEqual({ exitCode: 0, codes: [] });
  });
});

test("a mistake in the schema is reported, and no request is sent", async () => {
  const { url, requests } = await startExposing(SHOP_TEXT);
  const { exitCode, stderr } = await verify(url, [], SHOP_SCHEMA.replace("[country]", "[contry]"));
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error[unknown-vector]");
  expect(requests).toEqual([]);
});
