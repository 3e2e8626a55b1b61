/**
 * How the values that several processes or threads have for one series of a gauge make one: their sum, the
 * greatest, the least, their average, or the one that was set last.
 */
export type Combine = "sum" | "max" | "min" | "average" | "last";
