import type { Command } from "commander";
import type { CommandResult, ResultFormat } from "./command-result.js";

/** Told of what a command returned, and in which format it is wanted. */
export type ResultSink = (result: CommandResult, format: ResultFormat) => void;

/**
 * Adds a command, whose results go to the sink. What the command calls is imported when it runs, so that help does not
 * wait for it.
 */
export type AddCommand = (program: Command, sink: ResultSink) => void;
