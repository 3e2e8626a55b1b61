import { createRequire } from "node:module";

/** The version of this package, which is the runtime's, too: for `--version`, and in generated code. */
export function packageVersion(): string {
  const { version }: { readonly version: string } = createRequire(import.meta.url)(
    "metricsmith/package.json",
  );
  return version;
}
