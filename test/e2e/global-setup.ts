import { chromiumProgram } from "../chromium/chromium-program.js";
import { buildPortal } from "../examples/portal/build-portal.js";
import { prometheusPrograms, pushgatewayProgram } from "../prometheus/prometheus-programs.js";

/** Run by vitest before the end-to-end tests: what they start is built, or fetched if need be. */
export async function setup(): Promise<void> {
  await buildPortal();
  await prometheusPrograms();
  await pushgatewayProgram();
  await chromiumProgram();
}
