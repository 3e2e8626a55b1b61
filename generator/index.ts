export type {
  BooleanVector,
  Catalog,
  ClosedVector,
  Combine,
  CompositeRecorder,
  CounterFamily,
  Family,
  GaugeFamily,
  HistogramFamily,
  HistogramForm,
  IntegerVector,
  LintSection,
  LintSuppression,
  OpenVector,
  OutputLanguage,
  OutputsSection,
  ReferenceColumn,
  ReferencePage,
  ReferenceTable,
  SchemaOrigin,
  ScrapeJob,
  ServerSection,
  TargetGroup,
  TargetLabel,
  Vector,
} from "./catalog.js";
export { type DiagnosticCode, formatDiagnostics } from "./codes.js";
export type { Diagnostic, Fix, Severity, SourceLocation } from "./diagnostics/diagnostic.js";
export { FORMATS, type Format } from "./diagnostics/format-diagnostics.js";
export type {
  Change,
  ChangeClass,
  ChangeKind,
  ChangeValue,
  SchemaDiff,
  Verdict,
} from "./diff/change.js";
export { diffCatalogs } from "./diff/diff.js";
export { type EmitOptions, generateOutputs } from "./emit/emit.js";
export type { Emitter, ModuleStyle, Output, OutputFile, PageSection } from "./emit/output.js";
export type {
  ExposedExemplar,
  ExposedFamily,
  ExposedLabel,
  ExposedSample,
  ExposedType,
  Exposition,
  ExpositionFormat,
} from "./exposition/exposition.js";
export type { ExpositionFinding, FindingCode } from "./exposition/findings.js";
export { parseExposition } from "./exposition/parse-exposition.js";
export { type LintOptions, type LintResult, lint } from "./lint/lint.js";
export type { LintedSchema, LintFinding, LintPlace, LintRule } from "./lint/lint-rule.js";
export {
  checkQueries,
  type MistakenQuery,
  type QueryBasis,
  type QueryBasisOptions,
  type QueryCheck,
  type QueryFile,
  type QueryMistake,
} from "./queries/check-query-files.js";
export type { PassedOver, PassedOverReason } from "./queries/files/passed-over.js";
export type { UnusedFamily, UnusedMetrics } from "./queries/unused-metrics.js";
export { SchemaUnreadableError } from "./schema/find-schema.js";
export { compileSchema, type LoadedCatalog, loadCatalog, type SchemaInput } from "./schema/load-catalog.js";
export type { PackageReference } from "./schema/package-files.js";
export type { FindPackageFile, ImportedFiles, ListImports, ReadImport } from "./schema/read-imports.js";
export {
  assertConforms,
  type ConformityOptions,
  type ExposingMetrics,
  type ExposingRegistry,
  NonconformityError,
} from "./verify/assert-conforms.js";
export type { Coverage, Share } from "./verify/coverage.js";
export type { Nonconformity } from "./verify/rules.js";
