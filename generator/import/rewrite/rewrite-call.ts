import { ts } from "ts-morph";
import { pascalCase } from "../../identifiers.js";
import type { MetricUse } from "../source/metric-use.js";
import { replacing } from "./edit.js";
import { labelArgument, labelParts } from "./label-object.js";
import { left, type Rewritten } from "./left.js";
import { rewriteChild } from "./rewrite-child.js";
import { rewriteTimer } from "./rewrite-timer.js";
import type { RewrittenCall, Target } from "./target.js";
import { asItIs, negated } from "./value-text.js";

/** Turns a call of a client's metric into calls of recorders that record the same, or says why there is none. */
export function rewriteCall(use: MetricUse, target: Target): Rewritten<RewrittenCall> {
  const { call, method, metric } = use;
  const { family } = target;
  if (isOptional(call)) return left(call, "the metric may be absent here");
  if (metric.extras.includes("enableExemplars")) {
    return left(call, "it may have an exemplar, which a recorder takes as its last argument");
  }
  switch (method) {
    case "inc":
      return family.type === "counter" ? plain(use, "record", target) : plain(use, "add", target);
    case "dec":
      return plain(use, "add", target, negated);
    case "set":
      return use.value === undefined ? left(call, "it sets no value") : plain(use, "set", target);
    case "setToCurrentTime":
      return plain(use, "set", target, () => ({ done: "Date.now() / 1000" }));
    case "observe":
      return use.value === undefined ? left(call, "it observes no value") : plain(use, "record", target);
    case "startTimer":
      return rewriteTimer(use, target);
    case "labels":
      return rewriteChild(use, target);
    case "remove":
    case "zero":
      return left(call, `no recorder does what \`${method}\` does`);
    default:
      return method satisfies never;
  }
}

/** `x?.inc()`, `x.labels?.()`. */
function isOptional(call: ts.CallExpression): boolean {
  return (call.flags & ts.NodeFlags.OptionalChain) !== 0;
}

type ValueText = (value: ts.Expression | undefined, target: Target) => Rewritten<string | undefined>;

function plain(
  use: MetricUse,
  verb: "record" | "add" | "set",
  target: Target,
  valueText: ValueText = asItIs,
): Rewritten<RewrittenCall> {
  const { call, labels, metric, value } = use;
  const { family, checker, localName } = target;
  const { vectors } = family;
  const parts = labelParts(labels, { labelNames: metric.labelNames, vectors, checker });
  if ("left" in parts) return parts;
  const argument = labelArgument(parts.done, vectors, { call, checker });
  if ("left" in argument) return argument;
  const given = valueText(value, target);
  if ("left" in given) return given;
  const recorder = `${verb}${pascalCase(family.key)}`;
  const texts = [argument.done, given.done].filter((text) => text !== undefined);
  const text = `${localName(recorder, call.getSourceFile())}(${texts.join(", ")})`;
  return { done: { edits: [replacing(call, text)], recorders: [recorder] } };
}
