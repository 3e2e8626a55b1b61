// Runs the generated TypeScript as it is.
import { metrics, recordOrdersTotal } from "./typescript/recorders.ts";

recordOrdersTotal({ payment: "card", express: true }, 3);
console.log(JSON.stringify(new TextDecoder().decode(metrics.expose()).split("\n").slice(0, 3)));
