import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { debianRoot } from "./debian-packages.js";

/** The paths of Prometheus' own programs. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

/** The programs in the folder `TEST_PROMETHEUS_DIR`; without it Debian's, which are fetched if they are not installed. */
export async function prometheusPrograms(): Promise<PrometheusPrograms> {
  const { TEST_PROMETHEUS_DIR: chosen } = process.env;
  if (chosen !== undefined && chosen !== "") return programsIn(chosen);
  return programsIn(join(await debianRoot("prometheus"), "usr/bin"));
}

/** The path of the Pushgateway: `pushgateway` in the same folder; without it Debian's. */
export async function pushgatewayProgram(): Promise<string> {
  const { TEST_PROMETHEUS_DIR: chosen } = process.env;
  if (chosen !== undefined && chosen !== "") return programIn(chosen, "pushgateway");
  return programIn(join(await debianRoot("prometheus-pushgateway"), "usr/bin"), "prometheus-pushgateway");
}

async function programsIn(folder: string): Promise<PrometheusPrograms> {
  return {
    prometheus: await programIn(folder, "prometheus"),
    promtool: await programIn(folder, "promtool"),
  };
}

async function programIn(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await access(path, constants.X_OK).catch(() => {
    throw new Error(`${path} is no program. TEST_PROMETHEUS_DIR names the folder that has it.`);
  });
  return path;
}
