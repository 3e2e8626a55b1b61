import type { Format } from "../../diagnostics/format-diagnostics.js";
import type { AddCommand } from "../command.js";
import { examples, formatOption, schemaOption } from "../options.js";

export const addGenerate: AddCommand = (program, sink) => {
  program
    .command("generate")
    .description("write the recorders, and what else the schema's `outputs` ask for")
    .addOption(schemaOption())
    .option("-o, --out <dir>", "the output directory", "generated")
    .option("-c, --check", "write nothing; exit with 1 and show a patch if an output is stale")
    .addOption(formatOption())
    .addHelpText("after", examples("generate --out src/generated", "generate --check"))
    .allowExcessArguments(false)
    .action(async ({ check = false, ...options }: GenerateArguments) => {
      const { generate } = await import("../commands/generate.js");
      sink(await generate({ ...options, check }), options.format);
    });
};

interface GenerateArguments {
  readonly schema: string;
  readonly out: string;
  readonly check?: boolean;
  readonly format: Format;
}
