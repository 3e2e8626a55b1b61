/** Says why the metrics server cannot start, and what to do about it. */
export class MetricsServerError extends Error {
  override readonly name = "MetricsServerError";
}

/** Whether an import failed because the package itself was not found, rather than one that it needs. */
export function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  const notFound = error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
  return notFound && (error.message.includes(`'${name}'`) || error.message.includes(`"${name}"`));
}
