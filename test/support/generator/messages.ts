/** The messages of a table in one document, each below the name of its row: a reviewer reads all of them at once. */
export function messagesDocument(rows: readonly (readonly [name: string, messages: string])[]): string {
  return rows.map(([name, messages]) => `${RULE}\n${name}\n${RULE}\n\n${messages.trimEnd()}\n\n`).join("");
}

const RULE = "=".repeat(80);
