import type { Comparison } from "./comparison.js";
import type { Finding } from "./finding.js";
import { bucketsAdded, bucketsRemoved } from "./rules/buckets.js";
import {
  addedFamilies,
  keyChanged,
  namespaceChanged,
  removedFamilies,
  renamedFamilies,
} from "./rules/families.js";
import {
  budgetChanged,
  combineChanged,
  deprecationChanged,
  helpChanged,
  initializeChanged,
  renamedFromChanged,
  typeChanged,
  unitChanged,
} from "./rules/family-fields.js";
import { labelsAddedAndRemoved, labelsReordered } from "./rules/labels.js";
import { jobChanged, otherOutputsChanged, scrapeChanged, targetLabelsChanged } from "./rules/outputs.js";
import {
  addedRecorders,
  recorderDescriptionChanged,
  recorderLabelsChanged,
  recorderMetricsChanged,
  removedRecorders,
} from "./rules/recorders.js";
import { serverAddressChanged } from "./rules/server.js";
import {
  maxValuesChanged,
  otherwiseChanged,
  valuesAdded,
  valuesRemoved,
  valuesReordered,
  vectorDescriptionChanged,
  vectorOpenedOrClosed,
  vectorTypeChanged,
} from "./rules/vectors.js";

/** Finds the changes of one kind, or of a few that exclude each other. */
export type Rule = (comparison: Comparison) => readonly Finding[];

/** What is compared, a rule a row. */
export const RULES: readonly Rule[] = [
  namespaceChanged,
  removedFamilies,
  renamedFamilies,
  addedFamilies,
  keyChanged,
  typeChanged,
  unitChanged,
  helpChanged,
  deprecationChanged,
  renamedFromChanged,
  combineChanged,
  initializeChanged,
  budgetChanged,
  bucketsRemoved,
  bucketsAdded,
  labelsAddedAndRemoved,
  labelsReordered,
  valuesRemoved,
  valuesAdded,
  valuesReordered,
  vectorOpenedOrClosed,
  vectorTypeChanged,
  otherwiseChanged,
  maxValuesChanged,
  vectorDescriptionChanged,
  removedRecorders,
  addedRecorders,
  recorderMetricsChanged,
  recorderLabelsChanged,
  recorderDescriptionChanged,
  serverAddressChanged,
  scrapeChanged,
  jobChanged,
  targetLabelsChanged,
  otherOutputsChanged,
];
