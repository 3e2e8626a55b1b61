import { exemplarsFromActiveSpan } from "@metricsmith/runtime/opentelemetry";
import { context, ROOT_CONTEXT, TraceFlags, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { metrics, recordRequestDurationOpenidConnect } from "../../generated/recorders.js";
import { histogramLabels, PASS, seconds } from "./inputs.js";
import { median } from "./result.js";
import { table } from "./table.js";

/** The cost of an exemplar. One after the other, since the last two change the recorders for good. */
const WITHOUT = "without an exemplar";
const EXEMPLAR = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };

const without = await median(WITHOUT, PASS, recordAll);
const given = await median("with one that is given", PASS, () => {
  histogramLabels.forEach((labels, at) => {
    recordRequestDurationOpenidConnect(labels, seconds[at] ?? 0, EXEMPLAR);
  });
});

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
exemplarsFromActiveSpan(metrics);
const span = trace.wrapSpanContext({ ...EXEMPLAR, traceFlags: TraceFlags.SAMPLED });
const outside = await median("after `exemplarsFromActiveSpan`, outside of a span", PASS, recordAll);
const within = await median("after `exemplarsFromActiveSpan`, within a sampled span", PASS, () => {
  context.with(trace.setSpan(ROOT_CONTEXT, span), recordAll);
});

const title = "an observation in a histogram with 17 buckets, two labels";
console.log(table(title, [without, given, outside, within], [WITHOUT]));

function recordAll(): void {
  histogramLabels.forEach((labels, at) => {
    recordRequestDurationOpenidConnect(labels, seconds[at] ?? 0);
  });
}
