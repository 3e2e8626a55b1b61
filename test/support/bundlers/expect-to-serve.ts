import { expect } from "vitest";
import { BundledProgram } from "./bundled-program.js";
import type { Bundler } from "./bundlers.js";

const NO_CLIENT = expect.stringMatching(
  /^MetricsServerError: createRegistry needs a Prometheus client and none can be/,
);

/**
 * Bundles a program that has some clients installed, and runs it twice: with what must lie beside the bundle, and alone.
 *
 * @param clients names of packages
 * @param tools a folder in which the bundler's package is found
 */
export async function expectToServe(
  bundler: Bundler,
  clients: readonly string[],
  tools: string,
): Promise<void> {
  const { loads } = bundler;
  const program = new BundledProgram(bundler, tools, clients);
  try {
    await program.bundle();
    const own = loads === "none" ? [] : clients;
    const common = {
      open: [200, 200],
      families: ["authelia_authn", ...own.slice(0, 1).map(() => "of_client_0")],
      warnings: expect.any(Array),
    };
    const external = [
      "bcryptjs",
      ...(loads === "none" ? ["yaml"] : []),
      ...(loads === "yaml and clients" ? [] : clients),
    ];
    expect(await program.run(external)).toEqual({
      ...common,
      users: [401, 200],
      registry: clients.length > 0 ? "registry" : NO_CLIENT,
    });
    const missing = loads === "none" ? "yaml" : "bcryptjs";
    expect(await program.run([])).toEqual({
      ...common,
      users: expect.stringMatching(
        new RegExp(
          `^MetricsServerError: .* the package ${missing}, which .* leave ${missing} external when you bundle`,
          "s",
        ),
      ),
      registry: clients.length > 0 && loads === "yaml and clients" ? "registry" : NO_CLIENT,
    });
  } finally {
    program.remove();
  }
}
