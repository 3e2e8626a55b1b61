/** What the blocks of the documents that are parts of a program need before them, by their first lines. */
export const CONTEXTS: Readonly<Record<string, string>> = {};
