import { bindAuthnSecondFactor, recordAuthnSecondFactor } from "../../generated/recorders.js";
import { CLIENTS, type Client, SDK } from "./clients.js";
import { cells, counterLabels, PASS } from "./inputs.js";
import { openTelemetry } from "./open-telemetry.js";
import { inTurns, type Result, type Subject } from "./result.js";

/** The physical limits: what a record cannot do without. */
export const BARE = "`array[cell] += 1`, a bare typed array";
export const BARE_CONSTANT = "`array[7] += 1`, a bare typed array";

const NAMED = { name: "benchmark", help: "Benchmark.", registers: [] };
const LABEL_NAMES = ["success", "banned", "type"];
const CONSTANT = { success: "true", banned: "false", type: "totp" };

/** Records into a counter with three labels, label sets in no order. */
export function mixedCounters(): readonly Result[] {
  const array = new Float64Array(12);
  const order = cells; // an imported constant is looked up anew each time
  const labelSets = counterLabels;
  const texts = labelSets.map(({ success, banned, type }) => ({
    success: String(success),
    banned: String(banned),
    type,
  }));
  const subjects: Subject[] = [
    {
      name: BARE,
      call: () => {
        for (let at = 0; at < order.length; at++) {
          const cell = order[at] ?? 0;
          array[cell] = (array[cell] ?? 0) + 1;
        }
      },
    },
    {
      name: "metricsmith",
      call: () => {
        for (const labels of labelSets) recordAuthnSecondFactor(labels);
      },
    },
  ];
  for (const { name, client } of CLIENTS) {
    const counter = clientCounter(client);
    subjects.push({
      name,
      call: () => {
        for (const labels of texts) counter.inc(labels);
      },
    });
  }
  const counter = openTelemetry().meter.createCounter("benchmark");
  subjects.push({
    name: SDK,
    call: () => {
      for (const labels of texts) counter.add(1, labels);
    },
  });
  return inTurns(PASS, subjects);
}

/** The same with label values that stand in the code. */
export function constantCounters(): readonly Result[] {
  const subjects: Subject[] = [
    bare(),
    {
      name: "metricsmith",
      call: () => {
        for (let at = 0; at < PASS; at++)
          recordAuthnSecondFactor({ success: true, banned: false, type: "totp" });
      },
    },
  ];
  for (const { name, client } of CLIENTS) {
    const counter = clientCounter(client);
    subjects.push({
      name,
      call: () => {
        for (let at = 0; at < PASS; at++) counter.inc({ success: "true", banned: "false", type: "totp" });
      },
    });
  }
  const counter = openTelemetry().meter.createCounter("benchmark");
  subjects.push({
    name: SDK,
    call: () => {
      for (let at = 0; at < PASS; at++) counter.add(1, { success: "true", banned: "false", type: "totp" });
    },
  });
  return inTurns(PASS, subjects);
}

/** The same with label values that were given before: of a client, what its `labels` returns. */
export function boundCounters(): readonly Result[] {
  const bound = bindAuthnSecondFactor({ success: true, banned: false, type: "totp" });
  const subjects: Subject[] = [
    bare(),
    {
      name: "metricsmith",
      call: () => {
        for (let at = 0; at < PASS; at++) bound.record();
      },
    },
  ];
  for (const { name, client } of CLIENTS) {
    const child = clientCounter(client).labels(CONSTANT);
    subjects.push({
      name,
      call: () => {
        for (let at = 0; at < PASS; at++) child.inc();
      },
    });
  }
  return inTurns(PASS, subjects);
}

function bare(): Subject {
  const array = new Float64Array(12);
  return {
    name: BARE_CONSTANT,
    call: () => {
      for (let at = 0; at < PASS; at++) array[7] = (array[7] ?? 0) + 1;
    },
  };
}

function clientCounter({ Counter }: Client) {
  return new Counter({ ...NAMED, labelNames: LABEL_NAMES });
}
