/** How much memory the kept texts of a program's families may take together. */
export class KeptBudget {
  private left: number;

  /** @param bytes the bound */
  constructor(bytes: number) {
    this.left = bytes;
  }

  /** Exchanges what was taken for a new amount; false, and nothing is taken any more, if there is too little. */
  exchange(taken: number, wanted: number): boolean {
    const left = this.left + taken;
    this.left = wanted <= left ? left - wanted : left;
    return wanted <= left;
  }
}
