import { checkComparisons } from "./alerts.js";
import { checkLabels } from "./labels/labels.js";
import { checkLabelValues } from "./labels/matcher-values.js";
import { checkMatching } from "./labels/matching.js";
import { checkMetricNames } from "./metric-names.js";
import { checkPatterns } from "./patterns.js";
import type { FilesRule, Rule } from "./rule.js";
import { checkAnnotations, checkDuplicates, checkUnusedRecords } from "./rule-sets.js";
import { checkPendingTime, checkRanges, checkSteps } from "./time.js";
import { checkContradictions, checkSureComparisons } from "./values/comparisons.js";
import { checkBareCounters, checkRangeFunctions } from "./values/counter-functions.js";
import { checkQuantiles } from "./values/quantiles.js";
import { checkAverages, checkUnits } from "./values/units.js";

/** In the order in which they report about one place. */
export const ALL_RULES: readonly Rule[] = [
  checkLabelValues,
  checkMatching,
  checkMetricNames,
  checkPatterns,
  checkRangeFunctions,
  checkBareCounters,
  checkQuantiles,
  checkContradictions,
  checkSureComparisons,
  checkUnits,
  checkAverages,
  checkRanges,
  checkSteps,
  checkPendingTime,
];

/**
 * Rules that look at all queries of the given files together:
 *
 * - whether an alert compares something, by itself or in what rules record,
 * - whether annotations name metrics that are there,
 * - which rules stand twice,
 * - which records no query uses.
 *
 * They report after those of single queries.
 */
export const FILES_RULES: readonly FilesRule[] = [
  checkLabels,
  checkComparisons,
  checkAnnotations,
  checkDuplicates,
  checkUnusedRecords,
];
