interface IllegalCharacter {
  readonly start: number;
  readonly end: number;
  /** As `U+0000`. */
  readonly codePoint: string;
  /** The character stands for bytes that are no UTF-8. */
  readonly encoding: boolean;
}

/**
 * Finds the first character that YAML 1.2.2, section 5.1, does not allow in a text. U+FFFD it does allow,
 * but decoders write it in place of invalid bytes, and nobody means it in a schema.
 */
export function findIllegalCharacter(text: string): IllegalCharacter | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const found = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFD-\uFFFF]/.exec(text);
  if (found === null) return undefined;
  const code = found[0].charCodeAt(0);
  return {
    start: found.index,
    end: found.index + 1,
    codePoint: `U+${code.toString(16).toUpperCase().padStart(4, "0")}`,
    encoding: code === 0xfffd,
  };
}
