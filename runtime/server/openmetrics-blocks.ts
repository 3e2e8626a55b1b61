import { counterName } from "../exposition/openmetrics-family.js";
import { floatText } from "../number-text.js";

/**
 * A client's text, in the format 0.0.4, in OpenMetrics without its end. Samples keep their names: a counter that
 * does not end in `_total` is of the type `unknown`. Exemplars are not in that text, and timestamps the clients
 * do not write. A histogram with a bound below zero keeps its sum, against OpenMetrics, as no series may be lost.
 *
 * @param names of the families before it, by which none of it may go
 */
export function toOpenMetrics(text: string, names: ReadonlySet<string>): string {
  const taken = new Set([
    ...names,
    ...[...text.matchAll(/(?:^|\n)# TYPE (\S+)/g)].map(([, name = ""]) => name),
  ]);
  let family: ClientFamily = { name: "", sampleName: "", type: "" };
  let help = "";
  let converted = "";
  for (const line of text.split("\n")) {
    const [, keyword, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) ?(.*)$/s.exec(line) ?? [];
    if (keyword === "HELP") help = rest.replaceAll('"', '\\"');
    else if (keyword === "TYPE") {
      family = familyOf(name, rest, taken);
      converted += `# TYPE ${family.name} ${family.type}\n# HELP ${family.name} ${help}\n`;
    } else if (line !== "" && !line.startsWith("#")) converted += `${sampleOf(line, family)}\n`;
  }
  return converted;
}

interface ClientFamily {
  readonly name: string;
  /** Its name in the text. */
  readonly sampleName: string;
  readonly type: string;
}

function familyOf(sampleName: string, type: string, taken: ReadonlySet<string>): ClientFamily {
  if (type !== "counter")
    return { name: sampleName, sampleName, type: type === "untyped" ? "unknown" : type };
  const name = counterName(sampleName, taken);
  return name === undefined ? { name: sampleName, sampleName, type: "unknown" } : { name, sampleName, type };
}

/** OpenMetrics 1.0.0, "Canonical Numbers": upper bounds and quantiles are floats. */
function sampleOf(line: string, { sampleName, type }: ClientFamily): string {
  const label = type === "histogram" ? "le" : type === "summary" ? "quantile" : undefined;
  const open = line.indexOf("{");
  const ofName = type === "histogram" ? `${sampleName}_bucket` : sampleName;
  if (label === undefined || line.slice(0, open) !== ofName) return line;
  // Label by label, as the value of one may look like another.
  return line.replace(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g, (pair, name, value) =>
    name === label && !Number.isNaN(Number(value)) && value !== ""
      ? `${name}="${floatText(Number(value))}"`
      : pair,
  );
}
