import type { ProgramDescription } from "../server/page/program-description.js";
import { byId } from "./view/element.js";
import { ProgramPage } from "./view/program-page.js";

/** What the server says once; the values come from scrapes. */
async function describedProgram(): Promise<ProgramDescription> {
  const response = await fetch("./-/page/program.json", { cache: "no-store" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()) as ProgramDescription; // written by the server that this page is from
}

try {
  new ProgramPage(await describedProgram());
} catch (error) {
  byId("alert").hidden = false;
  byId("problem").textContent =
    `This page cannot start: ${error instanceof Error ? error.message : String(error)}`;
}
