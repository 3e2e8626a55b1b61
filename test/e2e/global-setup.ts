import { buildPortal } from "../support/portal/compiled-portal.js";
import { chromiumProgram } from "../support/programs/chromium-program.js";
import { prometheusPrograms, pushgatewayProgram } from "../support/programs/prometheus-programs.js";

/** Run by vitest before the end-to-end tests: what they start is built, or fetched if need be. */
export async function setup(): Promise<void> {
  await buildPortal();
  await prometheusPrograms();
  await pushgatewayProgram();
  await chromiumProgram();
}
