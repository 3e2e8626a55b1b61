import type { MetricFamily } from "../family/metric-family.js";
import { type Fragment, fragmentOf } from "./fragment.js";
import { escapeHelp } from "./label-text.js";

/** The HELP and TYPE lines of a family. */
export function headerText(family: MetricFamily): Fragment {
  const { name, help, type } = family;
  return fragmentOf(`# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`);
}
