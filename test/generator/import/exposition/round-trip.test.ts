import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  metrics,
  recordAuthn,
  recordAuthnDuration,
  recordAuthnSecondFactor,
  recordAuthz,
  recordRequest,
  recordRequestDuration,
  recordRequestDurationOpenidConnect,
} from "../../../../generated/recorders.js";
import type { Catalog } from "../../../../generator/catalog.js";
import { draftExpositions } from "../../../../generator/import/exposition/draft-exposition.js";
import { makeSoundSchema } from "../../../../generator/import/sound-schema.js";
import { compileText } from "../../../support/generator/compile-schema.js";
import { textSource } from "../../../support/generator/import-sources.js";

function record(): void {
  for (const code of [200, 401, 503]) {
    recordRequest({ code, method: "GET" });
    recordAuthz({ code });
    recordRequestDuration({ code }, 0.1);
    for (const endpoint of ["token", "jwks"] as const) {
      recordRequestDurationOpenidConnect({ endpoint, code }, 0.1);
    }
  }
  for (const success of [true, false]) {
    recordAuthn({ success, banned: false });
    recordAuthnDuration({ success }, 0.01);
    for (const type of ["webauthn", "totp", "duo"] as const) {
      recordAuthnSecondFactor({ success, banned: false, type });
    }
  }
}

/** The parts of a schema that an exposition shows. */
function visibleParts({ namespace, families }: Catalog): object {
  return families.map(({ name, type, help, vectors, ...others }) => ({
    name: `${name} in ${namespace}`,
    type,
    help,
    vectors: vectors.map((vector) => vector.name),
    buckets: "buckets" in others ? others.buckets : [],
  }));
}

async function importedAs(format: "text" | "openmetrics") {
  record();
  const text = Buffer.from(metrics.expose(undefined, format)).toString("utf8");
  const options = { namespace: undefined, includeDefaults: false };
  const { draft, diagnostics } = await draftExpositions([textSource("metrics.txt", text)], options);
  if (draft === undefined) throw new Error("there is no draft");
  return { got: compiled(makeSoundSchema(draft).text), diagnostics };
}

function compiled(text: string): Catalog {
  const { catalog } = compileText(text);
  if (catalog === undefined) throw new Error("a schema does not compile");
  return catalog;
}

const OWN = compiled(readFileSync(new URL("../../../../metrics.schema.yaml", import.meta.url), "utf8"));

test("the runtime's exposition is imported back to the schema of its metrics", async () => {
  const { got, diagnostics } = await importedAs("text");
  expect(diagnostics).toEqual([]);
  expect(visibleParts(got)).toEqual(visibleParts(OWN));
  const vectors = new Map(got.vectors.map((vector) => [vector.name, vector]));
  expect(vectors.get("code")).toMatchObject({ kind: "integer", min: 100, max: 599 });
  expect(vectors.get("method")).toMatchObject({ kind: "closed", otherwise: "other" });
  expect(vectors.get("success")).toMatchObject({ kind: "boolean" });
  expect(vectors.get("type")).toMatchObject({ values: ["duo", "totp", "webauthn"] });
});

test("so is its OpenMetrics, except counters, which have no type there", async () => {
  const { got, diagnostics } = await importedAs("openmetrics");
  expect(diagnostics).toMatchObject([
    { code: "import-families-left-out", message: expect.stringMatching(/^4 families/) },
  ]);
  expect(visibleParts(got)).toEqual(
    visibleParts({ ...OWN, families: OWN.families.filter(({ type }) => type !== "counter") }),
  );
});
