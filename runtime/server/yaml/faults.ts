/** Where something stands in a file. */
export interface Position {
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1, in UTF-16 code units. */
  readonly column: number;
}

/** What is wrong in a file, and where. */
interface Fault {
  readonly at: Position;
  readonly message: string;
}

/** Collects what is wrong in a file, so that all of it is told at once. */
export class Faults {
  readonly #list: Fault[] = [];

  add(at: Position, message: string): void {
    this.#list.push({ at, message });
  }

  get any(): boolean {
    return this.#list.length > 0;
  }

  /** A line for each fault, `file:line:column: message`, in the order of the file; quotes nothing of it. */
  text(file: string): string {
    return [...this.#list]
      .sort((one, other) => one.at.line - other.at.line || one.at.column - other.at.column)
      .map(({ at, message }) => `${file}:${at.line}:${at.column}: ${message}`)
      .join("\n");
  }
}
