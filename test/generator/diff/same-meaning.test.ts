import { expect, test } from "vitest";
import { sameMeaning } from "../../../generator/diff/same-meaning.js";

test.each([
  ["All Requests", "all requests."],
  ["Requests, by status", "Requests by status"],
  ["The number of the requests", "number of requests"],
  ["Non-empty  lines\nof text", "non empty lines of text"],
  ["Uses `x`", "Uses 'x'"],
  ["ÄPFEL", "äpfel"],
])("%j says what %j says", (one, other) => {
  expect(sameMeaning(one, other)).toBe(true);
});

test.each([
  ["Requests accepted", "Requests not accepted"],
  ["Uploads", "Unloads"],
  ["Authn Requests (1FA)", "Authn Requests (2FA)"],
  ["Took 0.5 s", "Took 05 s"],
  ["Below -1 degree", "Below 1 degree"],
  ["Values < 5", "Values > 5"],
  ["Requests in", "In requests"],
  ["5 %", "5"],
  ["Requêtes", "Requetes"],
])("%j does not say what %j says", (one, other) => {
  expect(sameMeaning(one, other)).toBe(false);
});
