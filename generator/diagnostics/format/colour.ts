const CODES = { bold: 1, red: 31, yellow: 33, blue: 34, cyan: 36 } as const;

export type Style = keyof typeof CODES;
export type Paint = (text: string, ...styles: readonly Style[]) => string;

/** A painter that writes SGR sequences, or none. */
export function painter(colour: boolean): Paint {
  if (!colour) return (text) => text;
  return (text, ...styles) => `\u001B[${styles.map((style) => CODES[style]).join(";")}m${text}\u001B[0m`;
}
