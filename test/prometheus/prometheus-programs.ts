import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { debianPackages } from "./debian-packages.js";

/** The paths of Prometheus' own programs. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

/** Those of the folder in `METRICSMITH_PROMETHEUS_DIR`, or else Debian's, which are fetched if need be. */
export async function prometheusPrograms(): Promise<PrometheusPrograms> {
  const { METRICSMITH_PROMETHEUS_DIR: chosen } = process.env;
  if (chosen !== undefined && chosen !== "") return programsIn(chosen);
  const [root = ""] = await debianPackages(["prometheus"]);
  return programsIn(join(root, "usr/bin"));
}

async function programsIn(folder: string): Promise<PrometheusPrograms> {
  const programs = { prometheus: join(folder, "prometheus"), promtool: join(folder, "promtool") };
  for (const path of Object.values(programs)) {
    await access(path, constants.X_OK).catch(() => {
      throw new Error(`${path} is no program. METRICSMITH_PROMETHEUS_DIR names the folder that has it.`);
    });
  }
  return programs;
}
