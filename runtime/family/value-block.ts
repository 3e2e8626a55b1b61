import { END, type Range } from "./walk.js";

/**
 * Values of many series, the first of its elements; each block overwrites the one before. A call for each value
 * costs more than the value.
 */
export const block = new Float64Array(1024);

/** Calls back with the values of a walk, in the same order, a block and how many values it has at a time. */
export function forEachBlock(
  walk: (range: Range, visit: (index: number, value: number) => void) => number,
  visit: (values: Float64Array, count: number) => void,
): void {
  let count = 0;
  const collect = (_index: number, value: number) => {
    block[count] = value;
    count += 1;
  };
  for (let from = 0; from !== END; ) {
    count = 0;
    from = walk({ from, places: block.length }, collect);
    visit(block, count);
  }
}
