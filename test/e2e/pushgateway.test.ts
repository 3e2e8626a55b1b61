import type * as promClient from "prom-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, startPushgateway } from "../support/programs/prometheus-server.js";
import { type ExposedFamily, readExposition, sampleKey } from "../support/properties/read-exposition.js";
import { CLIENTS, registryPair } from "../support/runtime/prom-clients.js";

let gateway: ServerProcess;

beforeAll(async () => {
  gateway = await startPushgateway();
});
afterAll(() => gateway?.stop());

describe.each(CLIENTS)("what %s pushes of a registry with families", (_, client) => {
  test("is in the Pushgateway, as are the client's own metrics", async () => {
    const { ours, own } = registryPair(client);
    const text = await ours.metrics();
    const [families, ownFamilies] = [await pushed(client, ours), await pushed(client, own)];
    expect(families.size).toBe(5); // all that have a sample
    expect(families).toEqual(ownFamilies);
    expect(families).toEqual(inOneOrder(readExposition(text.replaceAll("\n\n", "\n")), {}));
  });

  test("replaces what was pushed before, and can be deleted", async () => {
    const { ours, metrics } = registryPair(client);
    await pushed(client, ours);
    metrics.reset();
    const samples = [...(await pushed(client, ours)).values()].flatMap((family) => [
      ...family.samples.values(),
    ]);
    expect(Math.max(...samples)).toBe(4); // of metricsmith_series
    await gatewayOf(client, ours).delete({ jobName: "families" });
    // A gateway answers before it deletes.
    await expect.poll(exposition).not.toContain('job="families"');
  });
});

type Registry = ReturnType<typeof registryPair>["ours"];

function gatewayOf(client: typeof promClient, registry: Registry) {
  return new client.Pushgateway(gateway.url, {}, registry);
}

async function exposition(): Promise<string> {
  return (await fetch(`${gateway.url}/metrics`)).text();
}

/** Pushes a registry, and gives what the gateway then exposes of it. */
async function pushed(client: typeof promClient, registry: Registry) {
  await gatewayOf(client, registry).push({ jobName: "families" });
  const text = await exposition();
  const blocks = text.split(/^(?=# HELP )/m).filter((block) => block.includes('job="families"'));
  const exposed = blocks.filter((block) => !/^# HELP push_/.test(block)).join("");
  return inOneOrder(readExposition(exposed), { instance: "", job: "families" });
}

/** The families that have samples, with the labels of their samples in the order of their names, without those that a gateway adds. */
function inOneOrder(families: ReadonlyMap<string, ExposedFamily>, added: Readonly<Record<string, string>>) {
  const withSamples = [...families].filter(([, { samples }]) => samples.size > 0);
  const ordered = withSamples.map(([name, { type, help, samples }]) => {
    const keys = [...samples].map(([key, value]) => [keyInOrder(key, added), value] as const);
    return [name, { type, help, samples: new Map(keys) }] as const;
  });
  return new Map(ordered);
}

function keyInOrder(key: string, added: Readonly<Record<string, string>>): string {
  const [name, pairs] = JSON.parse(key) as [string, [string, string | number][]]; // as `sampleKey` writes it
  const labels = pairs.map(([label, value]) => [label, String(value)] as const);
  for (const [label, value] of Object.entries(added)) expect(labels).toContainEqual([label, value]);
  const own = labels.filter(([label]) => !(label in added));
  return sampleKey(
    name,
    own.sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
