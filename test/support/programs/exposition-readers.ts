import { join } from "node:path";
import { RunError, run } from "../run-program.js";
import { debianPackages } from "./debian-packages.js";
import { prometheusPrograms } from "./prometheus-programs.js";

/** Why promtool cannot read a text exposition; empty if it can. Lint findings are none. */
export async function promtoolVerdict(given: string | Uint8Array): Promise<string> {
  const { promtool } = await prometheusPrograms();
  const { exitCode, stderr } = await run(promtool, ["check", "metrics"], { input: given, exitCodes: [1, 3] });
  return exitCode === 1 ? stderr.trim() : "";
}

/** Why the parser of Python's Prometheus client refuses OpenMetrics expositions; empty for those it takes. */
export async function pythonVerdicts(given: readonly (string | Uint8Array)[]): Promise<readonly string[]> {
  const input = JSON.stringify(given.map((text) => Buffer.from(text).toString("base64")));
  const verdicts: readonly string[] = JSON.parse(await runPython(VERDICTS, input));
  return verdicts;
}

/** An exposition in OpenMetrics by Python's Prometheus client, with a family of each type beside its own. */
export function pythonExposition(): Promise<string> {
  return runPython(EXPOSITION, "");
}

async function runPython(script: string, input: string): Promise<string> {
  const roots = await debianPackages(["python3-prometheus-client", "python3-decorator"]);
  const path = roots.map((root) => join(root, "usr/lib/python3/dist-packages")).join(":");
  const { TEST_PYTHON: python = "python3" } = process.env;
  try {
    return (await run(python, ["-c", `${PATHS}${script}`, path], { input })).stdout;
  } catch (error) {
    if (!(error instanceof RunError && error.code === "ENOENT")) throw error;
    throw new Error(
      `There is no ${python}, which reads and writes OpenMetrics here for comparison. Install Python 3, or name ` +
        "its program in the environment variable TEST_PYTHON.",
    );
  }
}

const PATHS = `
import base64, json, sys
sys.path[:0] = sys.argv[1].split(":")
sys.stdout.reconfigure(encoding="utf-8", newline="")
`;

const EXPOSITION = `
from prometheus_client import REGISTRY, Counter, Enum, Gauge, Histogram, Info, Summary
from prometheus_client.openmetrics.exposition import generate_latest

Counter("own_jobs", "Jobs.", ["queue"]).labels('a "b" \\\\ \\n é').inc(2.5, {"trace_id": "abc"})
histogram = Histogram("own_seconds", "How long.", unit="seconds")
histogram.observe(0.3, {"trace_id": "def"})
Summary("own_size", 'With a "quote", \\\\ and \\n.').observe(3)
Gauge("own_level", "Level.").set(float("nan"))
Info("own_build", "Build.").info({"version": "1"})
Enum("own_state", "State.", states=["on", "off"]).state("off")
sys.stdout.write(generate_latest(REGISTRY).decode("utf-8"))
`;

const VERDICTS = `
from prometheus_client.openmetrics.parser import text_string_to_metric_families

def verdict(given):
    try:
        list(text_string_to_metric_families(base64.b64decode(given).decode("utf-8")))
        return ""
    except Exception as error:
        return repr(error)

print(json.dumps([verdict(given) for given in json.load(sys.stdin)]))
`;
