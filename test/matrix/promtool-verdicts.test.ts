import { describe, expect, test } from "vitest";
import { parseExposition } from "../../generator/index.js";
import { TEXT_CASES } from "../support/generator/text-cases.js";
import { promtoolVerdict } from "../support/programs/exposition-readers.js";

describe("text 0.0.4: promtool", () => {
  test.each(TEXT_CASES)("%s", async (_name, { given, promtool }) => {
    const { errors, warnings } = parseExposition(given, { format: "text" });
    const why = await promtoolVerdict(given);
    // promtool has a parser of its own, stricter than the server's: what it refuses besides is a warning.
    const isAsHere = why === "" ? errors.length === 0 : errors.length + warnings.length > 0;
    expect(isAsHere, why).toBe(promtool === undefined);
  });
});
