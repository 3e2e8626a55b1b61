import { exemplarsFromActiveSpan } from "@metricsmith/runtime/opentelemetry";
import { context, ROOT_CONTEXT, TraceFlags, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { metrics, recordRequestDurationOpenidConnect } from "../../generated/recorders.js";
import { histogramLabels, PASS, seconds } from "./inputs.js";
import { alone } from "./result.js";
import { table } from "./table.js";

/** The cost of an exemplar. One after the other, since the last two change the recorders for good. */
const WITHOUT = "without an exemplar";
const EXEMPLAR = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };

const without = alone(PASS, { name: WITHOUT, call: recordAll });
const given = alone(PASS, {
  name: "with one that is given",
  call: () => {
    histogramLabels.forEach((labels, at) => {
      recordRequestDurationOpenidConnect(labels, seconds[at] ?? 0, EXEMPLAR);
    });
  },
});

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
await exemplarsFromActiveSpan(metrics);
const span = trace.wrapSpanContext({ ...EXEMPLAR, traceFlags: TraceFlags.SAMPLED });
const outside = alone(PASS, {
  name: "after `exemplarsFromActiveSpan`, outside of a span",
  call: recordAll,
});
const within = alone(PASS, {
  name: "after `exemplarsFromActiveSpan`, within a sampled span",
  call: () => context.with(trace.setSpan(ROOT_CONTEXT, span), recordAll),
});

const title = "an observation in a histogram with 17 buckets, two labels";
console.log(table(title, [without, given, outside, within], [WITHOUT]));

function recordAll(): void {
  histogramLabels.forEach((labels, at) => {
    recordRequestDurationOpenidConnect(labels, seconds[at] ?? 0);
  });
}
