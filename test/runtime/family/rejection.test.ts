import { describe, expect, test } from "vitest";
import { RejectedSampleError } from "../../../runtime/family/rejection.js";

describe("RejectedSampleError", () => {
  test("says which metric, and carries the sample", () => {
    const sample = { metric: "m", reason: "negative", detail: "it is below 0" } as const;
    const error = new RejectedSampleError(sample);
    expect(error.message).toBe("m: it is below 0");
    expect(error).toMatchObject({ ...sample, name: "RejectedSampleError" });
  });
});
