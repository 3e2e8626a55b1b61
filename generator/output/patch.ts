import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { StaleFile } from "./output-plan.js";

/** A unified diff from what a file is to what it should be, which `patch -p1` and `git apply` understand. */
export function patchOf({ path, before, after }: StaleFile): string {
  const name = path.replaceAll("\\", "/").replace(/^\/+/, "");
  const patch = createTwoFilesPatch(
    before === undefined ? "/dev/null" : `a/${name}`,
    after === undefined ? "/dev/null" : `b/${name}`,
    before ?? "",
    after ?? "",
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  );
  return patch.replace(/^--- .*\n\+\+\+ .*\n/, withTabs);
}

/** Behind a name with spaces stands a tab, as git writes it. */
function withTabs(header: string): string {
  return header.replace(/^(?:---|\+\+\+) .* .*$/gm, "$&\t");
}
