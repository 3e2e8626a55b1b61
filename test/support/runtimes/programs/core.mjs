// Records with generated code, and exposes in both formats.
import * as shop from "./generated/recorders.js";

const warnings = [];
shop.metrics.configure({ warn: (message) => warnings.push(message) });
shop.recordOrdersTotal({ payment: "card", express: true });
shop.recordOrdersTotal({ payment: "card", express: true }, 2, {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
});
shop.bindOrdersTotal({ payment: "paypal", express: false }).record(4);
for (const tenant of ["a", "b", "c", "d", "Zoë 🦊"]) shop.recordLoginsTotal({ tenant });
shop.setQueueDepth({ payment: "card" }, 7);
shop.addQueueDepth({ payment: "card" }, -2);
shop.sampleQueueDepth({ payment: "paypal" }, async () => 9);
shop.sampleLargestOrder(() => 1e21);
shop.recordRequestDurationSeconds({ status: 204 }, 0.1);
shop.recordAnswer({ payment: "card", express: false, status: 503 }, 0.5);
const stop = shop.startRequestDurationSecondsTimer();
const seconds = stop({ status: 404 });
shop.recordOrdersTotal({ payment: "cash", express: true });
shop.recordOrdersTotal({ payment: "card" });
shop.removeQueueDepth({ payment: "card" });

const decode = (bytes) => new TextDecoder().decode(bytes);
const text = decode(await shop.metrics.exposeAsync());
const openMetrics = decode(await shop.metrics.exposeAsync("openmetrics"));
const slices = [...shop.metrics.slices()]
  .map((slice) => slice.length)
  .reduce((sum, length) => sum + length, 0);
shop.metrics.configure({ strict: true });
let thrown;
try {
  shop.recordOrdersTotal({ payment: "cash", express: true });
} catch (error) {
  thrown = `${error.name}: ${error.message}`;
}
console.log(
  JSON.stringify({
    timed: seconds >= 0 && seconds < 5,
    text: text.replace(/(_sum\{status="4xx"\}) .*/, "$1 TIME"),
    exemplars: openMetrics.match(/# \{trace_id="0af7[^}]*\} 2 /g)?.length,
    ends: openMetrics.endsWith("# EOF\n"),
    slices: slices > 1000,
    warnings: warnings.map((warning) => warning.replace(/ at .*|\n.*/gs, "")),
    thrown,
    guards: [shop.isPayment("card"), shop.isPayment("cash"), shop.PAYMENT_VALUES],
  }),
);
