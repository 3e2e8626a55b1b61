import { readRegularFile } from "@metricsmith/runtime/input";

/** In bytes: a file of 4 MB has some 20,000 metrics. A larger one is a mistake, or means harm. */
export const LARGEST_TEXT = 4 * 1024 * 1024;

/**
 * Reads a regular file of text, once.
 *
 * @param largest in bytes
 * @throws Error with the reason, or the system's error
 */
export function readTextFile(path: string, largest = LARGEST_TEXT): string {
  return readRegularFile(path, largest).toString("utf8");
}
