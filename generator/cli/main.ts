#!/usr/bin/env node
import { constants } from "node:os";
import { systemReason } from "../text/system-reason.js";
import { colourByDefault } from "./common-options.js";
import { run } from "./run.js";

// The program `metricsmith`: connects the command line with the streams of the process.

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return; // a reader that stops, as `| head` does, is not an error
    process.stderr.write(`error: cannot write the results: ${systemReason(error)}\n`);
    process.exit(2);
  });
}

const CLEAR_TERMINAL = "\x1b[2J\x1b[3J\x1b[H";

const redraws = process.stderr.isTTY === true && process.env["TERM"] !== "dumb";

const exit = await run(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  colour: colourByDefault(process.stderr.isTTY, process.env),
  documentColour: colourByDefault(process.stdout.isTTY, process.env),
  showsProgress: redraws,
  clear: redraws ? () => process.stderr.write(CLEAR_TERMINAL) : undefined,
});

process.exitCode = typeof exit === "number" ? exit : 128 + constants.signals[exit];
if (typeof exit === "string") process.kill(process.pid, exit);
