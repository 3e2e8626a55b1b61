// What a browser or an edge worker runs: the core alone, and a reply of a handler that takes a Request.
import {
  metrics,
  recordAnswer,
  recordLoginsTotal,
  recordOrdersTotal,
  sampleQueueDepth,
} from "./generated/recorders.js";

const warnings = [];
metrics.configure({ warn: (message) => warnings.push(message) });
recordOrdersTotal({ payment: "card", express: true }, 3);
recordAnswer({ payment: "paypal", express: false, status: 200 }, 0.5);
recordOrdersTotal({ payment: "cash", express: true });
recordLoginsTotal({ tenant: "Zoë" });
sampleQueueDepth({ payment: "card" }, async () => 4);

const type = "text/plain; version=0.0.4; charset=utf-8";
const handler = async () => new Response(await metrics.exposeAsync(), { headers: { "content-type": type } });
globalThis.result = (async () => {
  const text =
    typeof Response === "undefined"
      ? new TextDecoder().decode(await metrics.exposeAsync())
      : await (await handler()).text();
  return JSON.stringify({
    lines: text.split("\n").filter((line) => /^shop_(?!.*_bucket)/.test(line)),
    warnings: warnings.length,
  });
})();
