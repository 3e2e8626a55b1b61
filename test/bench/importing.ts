import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeCodeBase } from "./large-code-base.js";

/** How long `import` takes over a large code base, as a whole process. */
const SIZE = { files: 3000, metrics: 500 };
const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const CLI = join(ROOT, "generator/dist/program/main.js");

const folder = mkdtempSync(join(tmpdir(), "metricsmith-bench-"));
try {
  writeCodeBase(folder, SIZE);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  console.log(`${SIZE.metrics} metrics in ${SIZE.files} files:`);
  timed(["import", "src", "--out", "metrics.schema.yaml"]);
} finally {
  rmSync(folder, { recursive: true });
}

function timed(args: readonly string[]): void {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: "utf8" });
  const seconds = (performance.now() - start) / 1000;
  if (status === 2 || status === null) throw new Error(stderr);
  console.log(`- ${args.join(" ")}: ${seconds.toFixed(1)} s; ${stderr.trimEnd().split("\n").at(-1)}`);
}
