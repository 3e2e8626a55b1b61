import type { Bounds } from "./result.js";

export const UNBOUNDED: Bounds = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
export const NOT_NEGATIVE: Bounds = { least: 0, most: Number.POSITIVE_INFINITY };
export const AT_LEAST_ONE: Bounds = { least: 1, most: Number.POSITIVE_INFINITY };
export const SHARE: Bounds = { least: 0, most: 1 };

export function point(value: number): Bounds {
  return Number.isNaN(value) ? UNBOUNDED : { least: value, most: value };
}

/** The one value that lies between the bounds; `undefined` if there are more. */
export function pointOf({ least, most }: Bounds): number | undefined {
  return least === most ? least : undefined;
}

export function isWithin(inner: Bounds, { least, most }: Bounds): boolean {
  return inner.least >= least && inner.most <= most;
}

export function joinBounds(a: Bounds, b: Bounds): Bounds {
  return { least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) };
}

/** The bounds of a sum of one or more values. */
export function sumBounds({ least, most }: Bounds): Bounds {
  return {
    least: least >= 0 ? least : Number.NEGATIVE_INFINITY,
    most: most <= 0 ? most : Number.POSITIVE_INFINITY,
  };
}

/** Of values that lie within the bounds, how far they can differ. */
export function spreadBounds({ least, most }: Bounds): Bounds {
  return { least: 0, most: orInfinite(most - least) };
}

export function negateBounds({ least, most }: Bounds): Bounds {
  return { least: -most, most: -least };
}

export function absoluteBounds({ least, most }: Bounds): Bounds {
  if (least >= 0) return { least, most };
  return { least: Math.max(0, -most), most: Math.max(-least, most) };
}

/** The bounds of a function that never falls. */
export function mapBounds({ least, most }: Bounds, increasing: (value: number) => number): Bounds {
  const [low, high] = [increasing(least), increasing(most)];
  return {
    least: Number.isNaN(low) ? Number.NEGATIVE_INFINITY : low,
    most: orInfinite(high),
  };
}

export function calculateBounds(operator: string, a: Bounds, b: Bounds): Bounds {
  switch (operator) {
    case "+":
      return fromEnds([a.least + b.least, a.most + b.most]);
    case "-":
      return fromEnds([a.least - b.most, a.most - b.least]);
    case "*":
      return multiply(a, b);
    case "/":
      return divide(a, b);
    case "%":
      return remainder(a, b);
    case "^":
      return power(a, b);
    case "atan2":
      return { least: -Math.PI, most: Math.PI };
    default:
      return UNBOUNDED;
  }
}

function multiply(a: Bounds, b: Bounds): Bounds {
  const products = [a.least, a.most].flatMap((one) => [b.least, b.most].map((other) => product(one, other)));
  return fromEnds(products);
}

/** Nothing of something without bounds is nothing: infinite values themselves give NaN. */
function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function divide(a: Bounds, b: Bounds): Bounds {
  const [dividend, divisor] = [pointOf(a), pointOf(b)];
  if (dividend !== undefined && divisor !== undefined) return point(dividend / divisor);
  if (b.least > 0 || b.most < 0) return multiply(a, fromEnds([1 / b.least, 1 / b.most]));
  if (b.least < 0) return UNBOUNDED;
  // A divisor of zero gives an infinity of the dividend's sign.
  return {
    least: a.least >= 0 ? 0 : Number.NEGATIVE_INFINITY,
    most: a.most <= 0 ? 0 : Number.POSITIVE_INFINITY,
  };
}

/** It has the dividend's sign, as in C. */
function remainder(a: Bounds, b: Bounds): Bounds {
  const [dividend, divisor] = [pointOf(a), pointOf(b)];
  if (dividend !== undefined && divisor !== undefined) return point(dividend % divisor);
  const { most } = absoluteBounds(b);
  return {
    least: a.least >= 0 ? 0 : Math.max(a.least, -most),
    most: a.most <= 0 ? 0 : Math.min(a.most, most),
  };
}

function power(a: Bounds, b: Bounds): Bounds {
  const [base, exponent] = [pointOf(a), pointOf(b)];
  if (base !== undefined && exponent !== undefined) return point(base ** exponent);
  return a.least >= 0 ? NOT_NEGATIVE : UNBOUNDED;
}

function fromEnds(values: readonly number[]): Bounds {
  return values.some(Number.isNaN) ? UNBOUNDED : { least: Math.min(...values), most: Math.max(...values) };
}

function orInfinite(value: number): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/** The comparison with its sides exchanged: `5 < x` is `x > 5`. */
export function mirrored(operator: string): string {
  return operator.replace(/[<>]/, (sign) => (sign === "<" ? ">" : "<"));
}

/** Whether a comparison of numbers within the bounds is `always` true, `never`, or `sometimes`. */
export function compareBounds(operator: string, a: Bounds, b: Bounds): "always" | "sometimes" | "never" {
  const isDisjoint = a.most < b.least || a.least > b.most;
  const isSame = pointOf(a) !== undefined && pointOf(a) === pointOf(b);
  switch (operator) {
    case "==":
      return isDisjoint ? "never" : isSame ? "always" : "sometimes";
    case "!=":
      return isSame ? "never" : isDisjoint ? "always" : "sometimes";
    case ">":
      return a.most <= b.least ? "never" : a.least > b.most ? "always" : "sometimes";
    case ">=":
      return a.most < b.least ? "never" : a.least >= b.most ? "always" : "sometimes";
    case "<":
    case "<=":
      return compareBounds(mirrored(operator), b, a);
    default:
      return "sometimes";
  }
}

/** The bounds of the values on the left for which a comparison is true. */
export function filterBounds(operator: string, a: Bounds, b: Bounds): Bounds {
  const least = ["==", ">", ">="].includes(operator) ? Math.max(a.least, b.least) : a.least;
  const most = ["==", "<", "<="].includes(operator) ? Math.min(a.most, b.most) : a.most;
  return least > most ? a : { least, most };
}
