import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashSync } from "bcryptjs";
import { type ClassInstanceMemberTypes, Project } from "ts-morph";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../../runtime/package.json" with { type: "json" };
import { InstalledRuntime } from "../support/compiled-packages.js";

const runtime = new InstalledRuntime();

const ENTRIES = Object.keys(manifest.exports)
  .filter((path) => path !== "./package.json")
  .map((path) => path.replace(".", manifest.name));

beforeAll(() => runtime.install(), 60_000);
afterAll(() => runtime.remove());

describe("the compiled package, without a client installed", () => {
  test("starts nothing when it is imported", () => {
    const output = runtime.run(`
      await import("@metricsmith/runtime");
      await import("@metricsmith/runtime/codegen");
      await import("@metricsmith/runtime/server");
      await import("@metricsmith/runtime/workers");
      await import("@metricsmith/runtime/process");
      console.log(process.getActiveResourcesInfo().filter((name) => /^(TCP|UDP|Timeout|Immediate)/.test(name)));
    `);
    expect(output).toBe("[]\n");
  });

  test("serves the families and the metrics of the process", () => {
    const output = runtime.run(`${PROGRAM}
      const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0 });
      process.stdout.write(await (await fetch(server.url)).text());
      await server.close();
    `);
    expect(output).toMatch(/^# HELP up U\n# TYPE up gauge\nup 0\n/);
    const names = [...output.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name);
    expect(names.filter((name) => !/^(up$|metricsmith_|promhttp_|process_|nodejs_)/.test(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(["metricsmith_series", "process_cpu_seconds_total"]));
  });

  test("ends while the process is observed", () => {
    const output = runtime.run(`
      import { observeProcess } from "@metricsmith/runtime/process";
      const text = new TextDecoder().decode(observeProcess().expose());
      console.log(text.match(/^nodejs_active_handles_total/m)[0]);
    `);
    expect(output).toBe("nodejs_active_handles_total\n");
  });

  test("createRegistry says what to install", () => {
    const output = runtime.run(`${PROGRAM}
      await createRegistry(metrics).catch((error) => console.log(error instanceof MetricsServerError, error.message));
    `);
    expect(output).toBe(
      "true createRegistry needs a Prometheus client and none can be loaded: " +
        "run npm install prom-client (or @prometheus-io/client)\n",
    );
  });

  test("is configured by the environment, without any dependency", () => {
    const start = `${PROGRAM}
      const { listening } = await startMetricsServer(metrics);
      console.log(listening);
    `;
    expect(runtime.run(start, { METRICSMITH_ENABLED: "false" })).toBe("false\n");
  });

  test("a web configuration file names each missing package to install, and then works", () => {
    const start = `${PROGRAM}
      const options = { host: "127.0.0.1", port: 0, webConfigFile: "web-config.yml" };
      await startMetricsServer(metrics, options).then(
        async (server) => {
          const headers = { authorization: "Basic " + btoa("a:secret") };
          console.log((await fetch(server.url)).status, (await fetch(server.url, { headers })).status);
          await server.close();
        },
        (error) => console.log(error instanceof MetricsServerError, error.message),
      );
    `;
    runtime.write("web-config.yml", `basic_auth_users: { a: "${hashSync("secret", 4)}" }`);
    expect(runtime.run(start)).toBe(
      "true the option webConfigFile needs the package yaml, which is not installed: run npm install yaml\n",
    );
    runtime.link("yaml");
    expect(runtime.run(start)).toMatch(
      /^true the web configuration is not valid:\n.*web-config.yml:1:19: basic_auth_users needs the package bcryptjs, which is not installed: run npm install bcryptjs\n$/,
    );
    runtime.link("bcryptjs");
    expect(runtime.run(start)).toBe("401 200\n");
    for (const name of ["yaml", "bcryptjs"]) runtime.unlink(name);
  });

  test("the process ends by itself once the server is closed", () => {
    const output = runtime.run(`${PROGRAM}
      const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0 });
      await (await fetch(server.url)).text();
      await server.close();
      process.on("exit", () => console.log("ended"));
    `);
    expect(output).toBe("ended\n");
  });
});

describe("both formats of the compiled package", () => {
  test("export the same names in each entry", () => {
    runtime.link("@opentelemetry/api");
    const output = runtime.run(`
      import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      for (const entry of ${JSON.stringify(ENTRIES)}) {
        const [imported, required] = [await import(entry), require(entry)];
        console.log(JSON.stringify([imported !== required, Object.keys(imported).sort(), Object.keys(required).sort()]));
      }
    `);
    runtime.unlink("@opentelemetry/api");
    const lines = output.trim().split("\n");
    expect(lines).toHaveLength(ENTRIES.length);
    for (const line of lines) {
      const [different, imported, required] = JSON.parse(line);
      expect(different).toBe(true);
      expect(required).toEqual(imported);
    }
  });

  test("serve, with users", () => {
    runtime.write("web-config.yml", `basic_auth_users: { a: "${hashSync("secret", 4)}" }`);
    for (const name of ["yaml", "bcryptjs"]) runtime.link(name);
    const start = `
      const options = { host: "127.0.0.1", port: 0, webConfigFile: "web-config.yml" };
      const server = await startMetricsServer(metrics, options);
      const headers = { authorization: "Basic " + btoa("a:secret") };
      const response = await fetch(server.url, { headers });
      console.log((await fetch(server.url)).status, response.status, (await response.text()).slice(0, 11));
      await server.close();
    `;
    expect(runtime.run(PROGRAM + start)).toBe("401 200 # HELP up U\n");
    expect(runtime.run(asCommonJs(PROGRAM) + start)).toBe("401 200 # HELP up U\n");
    for (const name of ["yaml", "bcryptjs"]) runtime.unlink(name);
  });
});

/** A program that loads the CommonJS modules in place of the ES modules. */
function asCommonJs(program: string): string {
  return `
    import { createRequire } from "node:module";
    const require = createRequire(import.meta.url);
    ${program.replaceAll(/import (\{.*\}) from (".*");/g, "const $1 = require($2);")}
  `;
}

test.each([
  ["Counter", ["bind", "clear", "increaseRecorded", "record", "remove"]],
  ["Gauge", ["add", "bind", "clear", "remove", "sample", "set"]],
  ["Histogram", ["bind", "clear", "observeRecorded", "record", "remove"]],
] as const)("of a declared %s family, the members are those that generated code uses", (type, want) => {
  const declarations = new Project({ skipFileDependencyResolution: true });
  const file = (name: string) =>
    declarations.addSourceFileAtPath(runtime.declarations(`family/${name}.d.ts`));
  const bases = [
    file("family-base").getClassOrThrow("FamilyBase"),
    file("scalar-family").getClassOrThrow("ScalarFamily"),
  ];
  const own = file(type.toLowerCase()).getClassOrThrow(`${type}Family`);
  const isOpen = (member: ClassInstanceMemberTypes) => !/^(?:#|private|constructor)/.test(member.getText());
  const members = [...bases, own].flatMap((one) => one.getInstanceMembers().filter(isOpen));
  expect(members.map((member) => member.getName()).sort()).toEqual(want);
  expect(usedMembers(type)).toEqual(want);
});

/** What the golden recorders and drop-in clients use of families of a type. */
function usedMembers(type: string): readonly string[] {
  const golden = fileURLToPath(new URL("../fixtures/golden", import.meta.url));
  const files = readdirSync(golden, { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((file) => file.endsWith("recorders.ts"))
    .map((file) => readFileSync(join(golden, file), "utf8"));
  const clients = files
    .filter((file) => file.endsWith("client-metrics.ts"))
    .map((file) => readFileSync(join(golden, file), "utf8"));
  const functions = new RegExp(`\\(series: Parameters<${type}Recording>[\\s\\S]*?\\n}`, "g");
  const adopted = clients
    .flatMap((text) => [...text.matchAll(functions)])
    .flatMap(([text]) => [...text.matchAll(/\bseries\.family\.(\w+)/g)].map(([, member = ""]) => member));
  const definitions = new RegExp(`^function (\\w+)\\(\\) {\n  return schema\\.family\\(${type}Family,`, "gm");
  const used = texts.flatMap((text) =>
    [...text.matchAll(definitions)].flatMap(([, definition]) => {
      const constant = new RegExp(`^const (\\w+) = ${definition}\\(\\);`, "m").exec(text)?.[1];
      return [...text.matchAll(new RegExp(`\\b${constant}\\.(\\w+)`, "g"))].map(([, member = ""]) => member);
    }),
  );
  return [...new Set([...used, ...adopted])].sort();
}

const PROGRAM = `
  import { GaugeFamily, Metrics } from "@metricsmith/runtime/codegen";
  import { createRegistry, MetricsServerError, startMetricsServer } from "@metricsmith/runtime/server";
  const metrics = new Metrics({ address: "", families: [new GaugeFamily({ name: "up", help: "U", vectors: [] })] });
`;
