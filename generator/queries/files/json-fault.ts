/** What keeps a text from being JSON, in the engine's words, and at which offset. */
export interface JsonFault {
  readonly problem: string;
  readonly offset: number;
}

/** YAML, as which all is read for its positions, takes more than the programs do that read JSON. */
export function jsonFault(text: string): JsonFault | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    const problem = error.message.replace(/ in JSON at position.*$/s, "").replace(/, (?:\.\.\.)?".*$/s, "");
    const end =
      /Unexpected end/.test(problem) || position === undefined ? text.trimEnd().length : Number(position);
    return { problem, offset: end };
  }
}
