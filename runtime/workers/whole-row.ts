/** How often a row is read that the other thread is writing, before it is left for the next time. */
const ATTEMPTS = 100;

/**
 * Copies a histogram's row of one moment. Its writer adds to a bucket, then to the sum, then to the count; read the
 * other way round, the buckets add up to the count only if nothing was written in between.
 *
 * @param cells in which another thread may be writing
 * @param row takes the copy; its length is the row's
 * @returns false if there was no such moment
 */
export function copyWholeRow(cells: Float64Array, first: number, row: Float64Array): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    copyRow(cells, first, row);
    if (countOf(row) === row.at(-1)) return true;
  }
  return false;
}

/** Copies a histogram's row that is no longer written. */
export function copyLastRow(cells: Float64Array, first: number, row: Float64Array): boolean {
  copyRow(cells, first, row);
  row[row.length - 1] = countOf(row);
  return true;
}

function copyRow(cells: Float64Array, first: number, row: Float64Array): void {
  for (let cell = row.length - 1; cell >= 0; cell--) row[cell] = cells[first + cell] ?? 0;
}

function countOf(row: Float64Array): number {
  let count = 0;
  for (let bucket = 0; bucket < row.length - 2; bucket++) count += row[bucket] ?? 0;
  return count;
}
