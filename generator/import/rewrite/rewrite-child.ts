import { ts } from "ts-morph";
import type { Family } from "../../catalog.js";
import { pascalCase } from "../../identifiers.js";
import type { MetricUse } from "../source/metric-use.js";
import { wrapped } from "../source/syntax.js";
import { namesOfVariable } from "../source/timer-stops.js";
import { type Edit, replacing } from "./edit.js";
import { labelArgument, labelParts } from "./label-object.js";
import { left, type Rewritten } from "./left.js";
import type { RewrittenCall, Target } from "./target.js";
import { asItIs, negated } from "./value-text.js";

/**
 * `const child = x.labels("a")` becomes `const child = bindX({ … })`, if all that is done with the variable is to call
 * methods that the bound recorder has too.
 */
export function rewriteChild(
  { call, labels, metric }: MetricUse,
  { family, checker, localName }: Target,
): Rewritten<RewrittenCall> {
  const { vectors } = family;
  const declaration = wrapped(call).parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) {
    return left(call, "what it returns is passed on");
  }
  if (vectors.length === 0) return left(call, "a metric without labels has no bound recorder");
  const parts = labelParts(labels, { labelNames: metric.labelNames, vectors, checker });
  if ("left" in parts) return parts;
  const argument = labelArgument(parts.done, vectors, { call, checker });
  if ("left" in argument) return argument;
  const recorder = `bind${pascalCase(family.key)}`;
  const edits = [replacing(call, `${localName(recorder, call.getSourceFile())}(${argument.done})`)];
  for (const name of namesOfVariable(declaration, checker)) {
    const used = ofChild(name, family, checker);
    if ("left" in used) return used;
    edits.push(used.done);
  }
  return { done: { edits, recorders: [recorder] } };
}

/** `child.inc()` becomes `child.record()`. */
function ofChild(name: ts.Identifier, { type }: Family, checker: ts.TypeChecker): Rewritten<Edit> {
  const access = name.parent;
  const call = access.parent;
  const called =
    ts.isPropertyAccessExpression(access) && ts.isCallExpression(call) && call.expression === access;
  if (!called || access.questionDotToken !== undefined)
    return left(name, "what `labels` returned is passed on");
  const [value] = call.arguments;
  const method = access.name.text;
  const verb = VERBS[type].get(method);
  if (verb === undefined) return left(call, `a bound recorder does not do what \`${method}\` does`);
  const given = method === "dec" ? negated(value, { checker }) : asItIs(value, { checker });
  if ("left" in given) return given;
  return { done: replacing(call, `${name.text}.${verb}(${given.done ?? ""})`) };
}

const VERBS: Readonly<Record<Family["type"], ReadonlyMap<string, string>>> = {
  counter: new Map([["inc", "record"]]),
  histogram: new Map([["observe", "record"]]),
  gauge: new Map([
    ["inc", "add"],
    ["dec", "add"],
    ["set", "set"],
  ]),
};
