import { MetricsServerError } from "./metrics-server-error.js";

/** Whether an import failed because the package itself was not found, rather than one that it needs. */
export function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  const notFound = error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
  return notFound && (error.message.includes(`'${name}'`) || error.message.includes(`"${name}"`));
}

/** What a package exports; `undefined` if it is not installed. One that is broken throws. */
export async function ifInstalled<Module>(
  name: string,
  load: () => Promise<Module>,
): Promise<Module | undefined> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    return undefined;
  }
}

/** Says what to install. */
export function notInstalled(neededBy: string, [first, ...others]: readonly string[]): MetricsServerError {
  const names = [first, ...others];
  const missing =
    others.length === 0
      ? `the package ${first}, which is not installed`
      : `the packages ${names.join(" and ")}, which are not installed`;
  return new MetricsServerError(`${neededBy} needs ${missing}: run npm install ${names.join(" ")}`);
}
