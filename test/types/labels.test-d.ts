import { describe, expectTypeOf, test } from "vitest";
import {
  type LoginsTotalLabels,
  type LoginType,
  type OrdersTotalLabels,
  type PaymentType,
  recordLoginsTotal,
  recordOrdersTotal,
  recordSignUp,
  recordVisit,
  type SignUpLabels,
  setMoves,
  type VisitLabels,
  type VisitType,
} from "../fixtures/golden/labels/recorders.js";

describe("one label name with several vectors", () => {
  test("takes in each family the values of its own vector", () => {
    recordLoginsTotal({ type: "passkey", tenant: "a" });
    recordOrdersTotal({ type: "card", tenant: "a" });
    // @ts-expect-error: a way to pay is no way to sign in
    recordLoginsTotal({ type: "card", tenant: "a" });
    // @ts-expect-error: `bank` is not a value of the vector of moves
    setMoves({ shard: 1, type: "bank" }, 1);
    expectTypeOf<LoginsTotalLabels["type"]>().toEqualTypeOf<LoginType>();
    expectTypeOf<OrdersTotalLabels["type"]>().toEqualTypeOf<PaymentType>();
  });

  test("has a property that is named for the label, not for the vector", () => {
    // @ts-expect-error: the label is `type`
    recordLoginsTotal({ login_type: "passkey", tenant: "a" });
  });

  test("takes in a composite recorder what all of its metrics take", () => {
    recordVisit({ type: "bank", shard: 1 });
    // @ts-expect-error: visits are of other types
    recordVisit({ type: "card", shard: 1 });
    recordSignUp({ type: "passkey", tenant: "a", shard: 1 }, 1);
    // @ts-expect-error: moves have no such type
    recordSignUp({ type: "password", tenant: "a", shard: 1 }, 1);
    expectTypeOf<VisitLabels["type"]>().toEqualTypeOf<VisitType>();
    expectTypeOf<SignUpLabels["type"]>().toEqualTypeOf<"passkey">();
  });
});
