import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface CodeBaseSize {
  readonly files: number;
  readonly metrics: number;
}

/** Metrics that one module of them creates. */
const PER_MODULE = 20;

/**
 * Writes the source of a large service that uses prom-client: modules of metrics, some made by wrappers, and files that
 * import some of them and each other, with the maps, classes and promises that such code is full of.
 */
export function writeCodeBase(folder: string, { files, metrics }: CodeBaseSize): void {
  const source = join(folder, "src");
  mkdirSync(join(source, "metrics"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(CONFIG));
  writeFileSync(join(source, "metrics/registry.ts"), REGISTRY);
  const modules = Math.ceil(metrics / PER_MODULE);
  for (let module = 0; module < modules; module += 1) {
    writeFileSync(join(source, `metrics/module-${module}.ts`), metricModule(module));
  }
  for (let file = 0; file < files; file += 1) {
    const directory = join(source, `area-${file % 50}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `service-${file}.ts`), service(file, { files, metrics }));
  }
}

const CONFIG = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2023"],
    module: "NodeNext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    rootDir: ".",
  },
  include: ["src"],
};

const REGISTRY = `import { Counter, Registry } from "prom-client";

export const registry = new Registry();
export const PREFIX = "service";

export function makeCounter(name: string, help: string, labelNames: readonly string[] = []): Counter {
  return new Counter({ name: \`\${PREFIX}_\${name}\`, help, labelNames: [...labelNames], registers: [registry] });
}
`;

function metricModule(module: number): string {
  const lines = [
    'import { Counter, exponentialBuckets, Histogram } from "prom-client";',
    'import { makeCounter, PREFIX, registry } from "./registry.js";',
    "",
    'const LABELS = ["outcome", "kind"] as const;',
    "",
  ];
  for (let at = 0; at < PER_MODULE; at += 1) {
    const number = module * PER_MODULE + at;
    lines.push(...metric(number), "");
  }
  return lines.join("\n");
}

function metric(number: number): readonly string[] {
  if (number % 4 === 3) {
    return [`export const metric${number} = makeCounter("made_${number}_total", "Made ${number}", LABELS);`];
  }
  const [type, rest] =
    number % 4 === 2 ? ["Histogram", "buckets: exponentialBuckets(0.001, 2, 12)"] : ["Counter", ""];
  return [
    `export const metric${number} = new ${type}({`,
    `  name: \`\${PREFIX}_${type.toLowerCase()}_${number}${type === "Counter" ? "_total" : "_seconds"}\`,`,
    `  help: "What ${number} is about",`,
    "  labelNames: LABELS,",
    "  registers: [registry],",
    ...(rest === "" ? [] : [`  ${rest},`]),
    "});",
  ];
}

function service(file: number, { metrics }: CodeBaseSize): string {
  const used = [0, 1, 2].map((at) => (file * 7 + at * 31) % metrics);
  const other = Math.floor(file / 2); // no longer chain of imports than those of real programs
  const imports = used.map(
    (number) => `import { metric${number} } from "../metrics/module-${Math.floor(number / PER_MODULE)}.js";`,
  );
  const calls = used.map((number) =>
    number % 4 === 2
      ? `    const end${number} = metric${number}.startTimer({ kind: item.kind });\n    end${number}({ outcome: "ok" });`
      : `    metric${number}.inc({ outcome: ok ? "ok" : "failed", kind: item.kind });`,
  );
  return `${[...new Set(imports)].join("\n")}
import type { Item${other} as Next } from "../area-${other % 50}/service-${other}.js";

export interface Item${file} {
  readonly id: string;
  readonly kind: "a" | "b" | "c";
  readonly next: Next | undefined;
}

export class Service${file} {
  private readonly items = new Map<string, Item${file}>();
  private readonly waiting = new Set<string>();
  private readonly times: number[] = [];

  get(id: string): Item${file} | undefined {
    return this.items.get(id);
  }

  async put(item: Item${file}): Promise<boolean> {
    const before = this.items.get(item.id);
    this.items.set(item.id, { ...item, next: item.next ?? before?.next });
    this.waiting.add(item.id);
    const ok = await this.flush(item);
    this.times.push(Date.now());
${[...new Set(calls)].join("\n")}
    return ok;
  }

  remove(ids: readonly string[]): readonly string[] {
    return ids.filter((id) => this.items.delete(id)).map((id) => id.toUpperCase());
  }

  private async flush({ id, next }: Item${file}): Promise<boolean> {
    const headers = new Map<string, string>();
    headers.set("x-id", id).set("x-next", next === undefined ? "" : JSON.stringify(next));
    const sum = this.times.reduce((total, time) => total + time, 0);
    await new Promise((resolve) => setTimeout(resolve, sum % 2));
    return [...headers.values()].every((value) => value.length < 1000) && this.waiting.delete(id);
  }
}
`;
}
