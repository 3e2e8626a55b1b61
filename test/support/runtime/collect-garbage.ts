import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Runs the garbage collector, and waits until observers of it are called. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void; // the flag makes it a global of new contexts
  collect();
  await new Promise((resolve) => setTimeout(resolve, 20));
}
