import { error } from "../define.js";

/** Schemas of several files. */
export const IMPORTS_CATALOGUE = {
  "import-unreadable": error<{ name: string; file: string | undefined }>({
    title: "import that cannot be read",
    message: ({ name, file }) =>
      file === undefined
        ? `The import \`${name}\` is no relative path.`
        : `The import \`${name}\` cannot be read: there is no readable file \`${file}\`.`,
    help: () => "Imports are paths of YAML files, relative to the file that names them.",
  }),
  "import-cycle": error<{ files: readonly string[] }>({
    title: "files that import each other",
    message: ({ files }) => `This import closes a cycle: ${files.map((file) => `\`${file}\``).join(" → ")}.`,
    help: () => "Move what both files need into a third one.",
  }),
  "entry-only-key": error<{ key: string }>({
    title: "key that an imported file cannot have",
    message: ({ key }) => `\`${key}\` stands in an imported file, where it would count for nothing.`,
    help: () => "Move it to the file that imports this one.",
  }),
};
