import { Option } from "commander";
import type { AddCommand, ResultFormat } from "../command.js";
import { examples, formatOption, schemaOption } from "../options.js";

export const addDiff: AddCommand = (program, sink) => {
  program
    .command("diff")
    .description("show what changed between two schemas; exit with 1 if a change breaks dashboards or alerts")
    .argument("<base>", "the schema before: FILE or git:REV[:FILE]")
    .argument("[head]", "the schema after, as FILE or git:REV[:FILE]; that of --schema when left out")
    .addOption(schemaOption("the schema, where HEAD or FILE is left out"))
    .option(
      "-q, --queries <files...>",
      "dashboards, rule files or .promql files: name the queries that each change affects; comes last",
    )
    .addOption(
      new Option("--allow <class>", "exit with 0 although there are breaking changes").choices(["breaking"]),
    )
    .addOption(formatOption(["markdown"]))
    .addHelpText(
      "after",
      examples("diff git:main", "diff git:v1.4 git:v1.5", "diff git:main --queries dashboards/"),
    )
    .allowExcessArguments(false)
    .action(
      async (
        base: string,
        head: string | undefined,
        { schema, queries = [], allow, format }: DiffArguments,
      ) => {
        const { diff } = await import("../commands/diff.js");
        const options = { base, head: head ?? schema, schema, queries, allowBreaking: allow === "breaking" };
        sink(await diff(options), format);
      },
    );
};

interface DiffArguments {
  readonly schema: string;
  readonly queries?: readonly string[];
  readonly allow?: "breaking";
  readonly format: ResultFormat;
}
