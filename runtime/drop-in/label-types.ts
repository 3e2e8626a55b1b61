/**
 * What the methods of a drop-in client's metrics take. TypeScript infers what is passed as `Passed`, with its literals. A
 * literal must be a value of its label. A value of a wide type, such as `string`, is accepted: it is judged when it is
 * recorded.
 *
 * `Families` has, by name, the texts of each label of each family. `Name` is the name of the metric, and `Order` has its label
 * names in the order of construction. Where the schema does not have the name, methods take `Wide`: what those of the client
 * take.
 */

/** A set of labels. */
export type LabelSet<Families, Name, Order extends readonly string[], Wide, Passed extends object> = [
  Name,
] extends [keyof Families]
  ? [Passed] extends [never]
    ? Passed // is never chosen: TypeScript infers `Passed` from it
    : CheckedLabels<Families[Name], Order, Passed>
  : Wide;

/** A set of labels, or an object with labels, a value and the labels of an exemplar. */
export type RecordedLabels<
  Families,
  Name,
  Order extends readonly string[],
  Wide,
  Exemplar,
  Passed extends object,
> = [Name] extends [keyof Families]
  ? [Passed] extends [never]
    ? Passed
    : string extends keyof Passed
      ? CheckedLabels<Families[Name], Order, Passed> | Exemplar
      : [Extract<keyof Passed, Exclude<ExemplarKey, keyof Families[Name]>>] extends [never]
        ? CheckedLabels<Families[Name], Order, Passed>
        : Exemplar
  : Wide | Exemplar;

/** The value after the labels. It can be left out where nothing is known of them. */
export type RecordedValue<Families, Name, Passed extends object> = [Name] extends [keyof Families]
  ? object extends Passed
    ? [value?: number]
    : [Extract<keyof Passed, ExemplarKey>] extends [never]
      ? [value: number]
      : [value?: number]
  : [value?: number];

/** A set of labels, or the values of the labels in their order. */
export type LabelArguments<
  Families,
  Name,
  Order extends readonly string[],
  Wide,
  Passed extends readonly unknown[],
> = [Name] extends [keyof Families]
  ? [Passed] extends [never]
    ? Passed
    : Passed extends readonly [infer Labels extends object]
      ? [labels: CheckedLabels<Families[Name], Order, Labels>]
      : number extends Passed["length"] | Order["length"]
        ? (string | CheckedLabels<Families[Name], Order, object>)[]
        : { [At in keyof Passed]: CheckedValue<Families[Name], Order, At, Passed[At]> }
  : string[] | [labels: Wide];

/** The object with which clients that have exemplars record one. */
export type ExemplarData<Configuration, Wide> = "enableExemplars" extends keyof Configuration
  ? { value?: number; labels?: Wide; exemplarLabels?: Wide }
  : never;

/** The configuration of a metric with a name of the schema, and no label that the family does not have. */
export type FamilyConfiguration<
  Configuration,
  Families,
  Name extends string,
  Order extends readonly string[],
  Metric,
> = Omit<Configuration, "name" | "labelNames" | "collect"> & { name: keyof Families } & {
  name: Name;
  labelNames?: Order &
    (string extends Order[number] ? unknown : readonly (keyof Families[Name & keyof Families])[]);
  collect?: (this: Metric) => void | Promise<void>;
};

/** The texts of every label value of a vector of HTTP status codes. */
export type StatusText = `${1 | 2 | 3 | 4 | 5}${Digit}${Digit}`;

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

type ExemplarKey = "value" | "labels" | "exemplarLabels";

type CheckedLabels<Family, Order extends readonly string[], Passed> = [LabelName<Family, Order>] extends [
  never,
]
  ? { readonly [Label in keyof Passed]: string extends Label ? Passed[Label] : never }
  : {
      readonly [Label in LabelName<Family, Order>]?: Label extends keyof Passed
        ? LabelValue<Family[Label], Passed[Label]>
        : string | number;
    };

/** The labels of a metric: all those of the family, if it is not known with which it was constructed. */
type LabelName<Family, Order extends readonly string[]> = string extends Order[number]
  ? keyof Family
  : Order[number] & keyof Family;

/** The value at a place of the order. */
type CheckedValue<Family, Order, At, Passed> = At extends keyof Order
  ? Order[At] extends keyof Family
    ? Extract<LabelValue<Family[Order[At]], Passed>, string>
    : string
  : string;

/** What a label takes of `Passed`, each member of a union by itself. */
type LabelValue<Texts, Passed> = string extends Texts
  ? string | number
  : Passed extends string | number | boolean
    ? IsWide<Passed> extends false
      ? `${Passed}` extends Texts
        ? Passed
        : Texts
      : Passed
    : never;

/** Whether a type has more texts than can be listed: `string`, `number`, `${number}xx`. */
type IsWide<Passed> = Passed extends string | number
  ? Record<never, 0> extends Record<Passed, 0>
    ? true
    : false
  : false;
