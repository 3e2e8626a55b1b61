import type { MetricFamily } from "../family/metric-family.js";
import { CacheBudget } from "./cached-text.js";
import { FamilyText, openMetricsForm, textForm } from "./family-text.js";
import { type ConstantLabels, constantText } from "./label-text.js";
import { type ExpositionFormat, openMetricsFamilies } from "./openmetrics.js";

/**
 * How many combinations of format and constant labels have texts at a time. Servers of one program have few; default
 * labels of a registry can change at any time.
 */
const MOST_FORMS = 8;

const NO_LABELS: ConstantLabels = {};

/** The texts of some families, in each format and with each set of constant labels in which they are exposed. */
export class FamilyTexts {
  readonly #families: readonly MetricFamily[];
  readonly #budget: CacheBudget;
  /** By format and labels, the last used last. */
  readonly #texts = new Map<string, readonly FamilyText[]>();
  #lastKey = "";

  /** @param cacheLimit the number of bytes that all cached texts may have together */
  constructor(families: readonly MetricFamily[], cacheLimit: number) {
    this.#families = families;
    this.#budget = new CacheBudget(cacheLimit);
  }

  /** The texts in the order of the families. They are created when they are first needed. */
  in(format: ExpositionFormat, labels: ConstantLabels = NO_LABELS): readonly FamilyText[] {
    const key = labels === NO_LABELS ? format : `${format} ${JSON.stringify(labels)}`;
    const known = this.#texts.get(key);
    if (known !== undefined && key === this.#lastKey) return known;
    const texts = known ?? this.#create(format, labels);
    this.#lastKey = key;
    this.#texts.delete(key);
    this.#texts.set(key, texts);
    const [oldest] = this.#texts;
    if (this.#texts.size > MOST_FORMS && oldest !== undefined) {
      for (const text of oldest[1]) text.release();
      this.#texts.delete(oldest[0]);
    }
    return texts;
  }

  #create(format: ExpositionFormat, labels: ConstantLabels): readonly FamilyText[] {
    if (format === "text") {
      return this.#families.map(
        (family) => new FamilyText(family, this.#budget, textForm(family, constantText(labels, family))),
      );
    }
    return openMetricsFamilies(this.#families).map((exposed) => {
      const form = openMetricsForm(exposed, constantText(labels, exposed.family));
      return new FamilyText(exposed.family, this.#budget, form);
    });
  }
}
