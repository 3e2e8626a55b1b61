import { ts } from "ts-morph";
import { baseOf, literalName, resolveAlias, skipWrapping } from "./source-syntax.js";

export type Call = ts.CallExpression | ts.NewExpression;

/** The syntax nodes that the analysis looks up, in the order of the files. */
export interface SyntaxIndex {
  readonly constructions: readonly ts.NewExpression[];
  /** Calls of `super(…)` in constructors. */
  readonly superCalls: readonly ts.CallExpression[];
  readonly calls: readonly ts.CallExpression[];
  /** Calls and constructions with an argument that looks like the configuration of a metric. */
  readonly configCalls: readonly Call[];
  /** Calls and constructions by the name that is called: `counter` of `metrics.counter(…)`. */
  readonly callsByName: ReadonlyMap<string, readonly Call[]>;
  /** The other names that imports, exports, destructuring, properties and subclasses give a name. */
  readonly renames: ReadonlyMap<string, ReadonlySet<string>>;
  /** What is assigned to a variable or property after its declaration, by its name. */
  readonly assignments: ReadonlyMap<string, readonly ts.BinaryExpression[]>;
  /** Variables and properties that `++`, `+=` and the like change, by their name. */
  readonly changed: ReadonlyMap<string, readonly ts.Identifier[]>;
  /** Members of object literals and classes by their name. */
  readonly members: ReadonlyMap<string, readonly ts.ObjectLiteralElementLike[]>;
  /** What is added to a list, a set or a map, by the name of its variable or property. */
  readonly additions: ReadonlyMap<string, readonly Addition[]>;
  /** Names that are passed on as values, but not called: `list.map(name)`. */
  readonly passed: ReadonlyMap<string, readonly ts.Identifier[]>;
  readonly imports: readonly ts.ImportDeclaration[];
}

/** `list.push(value)`, `map.set(key, value)` or `map[key] = value`. */
interface Addition {
  readonly list: ts.Identifier;
  readonly value: ts.Expression;
}

export function indexSyntax(files: readonly ts.SourceFile[]): SyntaxIndex {
  const constructions: ts.NewExpression[] = [];
  const superCalls: ts.CallExpression[] = [];
  const calls: ts.CallExpression[] = [];
  const configCalls: Call[] = [];
  const callsByName = new Map<string, Call[]>();
  const renames = new Map<string, Set<string>>();
  const assignments = new Map<string, ts.BinaryExpression[]>();
  const changed = new Map<string, ts.Identifier[]>();
  const members = new Map<string, ts.ObjectLiteralElementLike[]>();
  const additions = new Map<string, Addition[]>();
  const passed = new Map<string, ts.Identifier[]>();
  const imports: ts.ImportDeclaration[] = [];

  const rename = (from: string, to: string) => {
    if (from !== to) renames.set(from, (renames.get(from) ?? new Set()).add(to));
  };
  const pass = (node: ts.Node | undefined) => {
    const name = node === undefined ? undefined : lastName(node);
    if (name !== undefined) add(passed, name.text, name);
  };

  function visitCall(node: Call): void {
    const name = calleeName(node);
    if (name !== undefined) add(callsByName, name.text, node);
    if (ts.isNewExpression(node)) constructions.push(node);
    else if (node.expression.kind === ts.SyntaxKind.SuperKeyword) superCalls.push(node);
    else {
      calls.push(node);
      visitAddition(node);
    }
    for (const argument of node.arguments ?? []) pass(argument);
    if (node.arguments?.some(isConfiguration)) configCalls.push(node);
  }

  function visitAddition({ expression: callee, arguments: values }: ts.CallExpression): void {
    if (!ts.isPropertyAccessExpression(callee) || !ADDING.has(callee.name.text)) return;
    const list = lastName(callee.expression);
    if (list === undefined) return;
    for (const value of callee.name.text === "set" ? values.slice(1) : values)
      add(additions, list.text, { list, value });
  }

  function visitBinary(node: ts.BinaryExpression): void {
    const kind = node.operatorToken.kind;
    if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return;
    const name = lastName(node.left);
    const privateName = ts.isPropertyAccessExpression(node.left) ? node.left.name : undefined;
    if (privateName !== undefined && ts.isPrivateIdentifier(privateName)) {
      if (PLAIN_ASSIGNMENTS.has(kind)) add(assignments, privateName.text, node);
    } else if (name !== undefined) {
      if (!PLAIN_ASSIGNMENTS.has(kind)) add(changed, name.text, name);
      else add(assignments, name.text, node);
      const value = lastName(node.right);
      if (value !== undefined) rename(value.text, name.text);
    } else if (ts.isElementAccessExpression(node.left)) {
      const list = lastName(node.left.expression);
      if (list !== undefined) add(additions, list.text, { list, value: node.right });
    }
  }

  function visitProperty(node: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): void {
    const name = literalName(node.name);
    if (name === undefined) return;
    add(members, name, node);
    const value = ts.isPropertyAssignment(node) ? lastName(node.initializer) : undefined;
    if (value !== undefined) rename(value.text, name);
  }

  function visitClass(node: ts.ClassLikeDeclaration): void {
    const base = baseOf(node);
    const name = base === undefined ? undefined : lastName(base);
    if (name !== undefined && node.name !== undefined) rename(name.text, node.name.text);
  }

  const visit = (node: ts.Node): void => {
    switch (node.kind) {
      case ts.SyntaxKind.CallExpression:
      case ts.SyntaxKind.NewExpression:
        visitCall(node as Call);
        break;
      case ts.SyntaxKind.BinaryExpression:
        visitBinary(node as ts.BinaryExpression);
        break;
      case ts.SyntaxKind.PrefixUnaryExpression:
      case ts.SyntaxKind.PostfixUnaryExpression: {
        const name = lastName((node as ts.PrefixUnaryExpression).operand);
        if (name !== undefined) add(changed, name.text, name);
        break;
      }
      case ts.SyntaxKind.PropertyAssignment:
      case ts.SyntaxKind.ShorthandPropertyAssignment:
        visitProperty(node as ts.PropertyAssignment);
        break;
      case ts.SyntaxKind.ClassDeclaration:
      case ts.SyntaxKind.ClassExpression:
        visitClass(node as ts.ClassDeclaration);
        break;
      case ts.SyntaxKind.ImportDeclaration:
        imports.push(node as ts.ImportDeclaration);
        break;
      case ts.SyntaxKind.ReturnStatement:
      case ts.SyntaxKind.VariableDeclaration:
        pass(ts.isVariableDeclaration(node) ? node.initializer : (node as ts.ReturnStatement).expression);
        break;
      case ts.SyntaxKind.ImportSpecifier:
      case ts.SyntaxKind.ExportSpecifier: {
        const { propertyName, name } = node as ts.ImportSpecifier;
        if (propertyName !== undefined) rename(propertyName.text, name.text);
        break;
      }
      case ts.SyntaxKind.ImportClause: {
        const { name } = node as ts.ImportClause;
        if (name !== undefined) rename("default", name.text);
        break;
      }
      case ts.SyntaxKind.ExportAssignment: {
        const { expression } = node as ts.ExportAssignment;
        if (ts.isIdentifier(expression)) rename(expression.text, "default");
        break;
      }
      case ts.SyntaxKind.BindingElement: {
        const { propertyName, name } = node as ts.BindingElement;
        if (propertyName !== undefined) rename(propertyName.getText(), name.getText());
        break;
      }
      default:
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return {
    constructions,
    superCalls,
    calls,
    configCalls,
    callsByName,
    renames,
    assignments,
    changed,
    members,
    additions,
    passed,
    imports,
  };
}

function add<Item>(map: Map<string, Item[]>, name: string, item: Item): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [item]);
  else known.push(item);
}

const ADDING: ReadonlySet<string> = new Set(["push", "unshift", "add", "set"]);

const PLAIN_ASSIGNMENTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

/** The identifier that says what an expression is: `b` in `a.b`. */
export function lastName(node: ts.Node): ts.Identifier | undefined {
  const at = skipWrapping(node);
  if (ts.isIdentifier(at)) return at;
  return ts.isPropertyAccessExpression(at) && ts.isIdentifier(at.name) ? at.name : undefined;
}

/** The name of the function that is called: `counter` in `metrics.counter(…)`. */
export function calleeName(node: Call): ts.MemberName | undefined {
  const callee = skipWrapping(node.expression);
  if (ts.isIdentifier(callee)) return callee;
  return ts.isPropertyAccessExpression(callee) ? callee.name : undefined;
}

/** True for an object literal with `name` and `help`. */
export function isConfiguration(node: ts.Node): node is ts.ObjectLiteralExpression {
  if (!ts.isObjectLiteralExpression(node)) return false;
  const names = node.properties.map(({ name }) => (name === undefined ? undefined : literalName(name)));
  return names.includes("name") && names.includes("help");
}

/** True for a variable that the source changes after its declaration. */
export function createIsReassigned(
  index: SyntaxIndex,
  checker: ts.TypeChecker,
): (symbol: ts.Symbol) => boolean {
  return (symbol) => {
    if (isChanged(symbol, index, checker)) return true;
    return assignmentsOf(symbol, index).some(({ left }) => isNameOf(left, symbol, checker));
  };
}

/** What is assigned to names like that of a variable or property, which may be others. */
export function assignmentsOf(
  { name }: ts.Symbol,
  { assignments }: SyntaxIndex,
): readonly ts.BinaryExpression[] {
  return assignments.get(name.replace(/^__#\d+@/, "")) ?? []; // the compiler's prefix of a private name
}

/** True for a variable or property that `++`, `+=` or the like changes. */
export function isChanged(symbol: ts.Symbol, { changed }: SyntaxIndex, checker: ts.TypeChecker): boolean {
  return (changed.get(symbol.name) ?? []).some((name) => isNameOf(name, symbol, checker));
}

function isNameOf(node: ts.Node, symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const found = checker.getSymbolAtLocation(skipWrapping(node));
  return found !== undefined && resolveAlias(found, checker) === symbol;
}
