import { ts } from "ts-morph";

/** The habits of a file. */
export interface Style {
  readonly quote: string;
  /** A semicolon, or nothing. */
  readonly end: string;
  /** Whether it loads modules by `require`. */
  readonly requires: boolean;
  readonly newline: string;
}

export function styleOf(file: ts.SourceFile): Style {
  const { text, statements } = file;
  const imports = statements.some(
    (statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement),
  );
  const singles = (text.match(/'/g) ?? []).length;
  const doubles = (text.match(/"/g) ?? []).length;
  return {
    quote: singles > doubles ? "'" : '"',
    end: /;\r?$/m.test(text) || !/\S/.test(text) ? ";" : "",
    requires: !imports && /\brequire\(/.test(text) && /\.[cm]?jsx?$/.test(file.fileName),
    newline: text.includes("\r\n") ? "\r\n" : "\n",
  };
}
