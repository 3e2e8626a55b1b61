import { listOr } from "../text/words.js";
import { FRAMEWORKS, type Framework } from "./application.js";
import type { Project } from "./project.js";
import { type Choices, namespaceOf } from "./schema-template.js";

/** Asks on a terminal, and returns what was typed; `undefined` if the input ended. */
export type Ask = (question: string) => Promise<string | undefined>;

/** What the project itself says, or its most usual form. */
export function chooseAlone(project: Project, framework: Framework | undefined): Choices {
  return {
    framework: framework ?? project.frameworks[0] ?? "node",
    namespace: namespaceOf(project.name),
    language: project.language,
    adopts: false,
  };
}

/**
 * Asks what the project does not say: at most three questions.
 *
 * @returns `undefined` if the input ended
 */
export async function choose(
  project: Project,
  framework: Framework | undefined,
  ask: Ask,
): Promise<Choices | undefined> {
  const { manifest, frameworks, client, hasSchema } = project;
  let choices = chooseAlone(project, framework);
  if (hasSchema) return choices;
  if (manifest === undefined) {
    const language = await askFor(ask, {
      text: "TypeScript or JavaScript?",
      initial: "typescript",
      parse: (answer) => LANGUAGES.find((name) => name.startsWith(answer) || ALIASES.get(answer) === name),
      wanted: listOr(LANGUAGES),
    });
    if (language === undefined) return undefined;
    choices = { ...choices, language };
  } else if (client === "prom-client" || client === "@prometheus-io/client") {
    const adopts = await confirm(ask, `Begin with the metrics of ${client}, in place of a first schema?`);
    if (adopts === undefined || adopts) return adopts && { ...choices, adopts };
  }
  if (manifest !== undefined && framework === undefined && frameworks.length !== 1) {
    const names = frameworks.length === 0 ? FRAMEWORKS : frameworks;
    const answer = await askFor(ask, {
      text: `Whose requests are recorded: ${listOr(names)}?`,
      initial: choices.framework,
      parse: (given) => FRAMEWORKS.find((name) => name === given),
      wanted: listOr(FRAMEWORKS),
    });
    if (answer === undefined) return undefined;
    choices = { ...choices, framework: answer };
  }
  const namespace = await askFor(ask, {
    text: "Prefix of the names of metrics?",
    initial: choices.namespace,
    parse: (given) => (/^[a-z_]\w*$/i.test(given) ? given : undefined),
    wanted: "letters, digits and `_`, with no digit first",
  });
  return namespace === undefined ? undefined : { ...choices, namespace };
}

const LANGUAGES = ["typescript", "javascript"] as const;
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["ts", "typescript"],
  ["js", "javascript"],
]);

interface Question<Answer> {
  readonly text: string;
  /** The answer of the key Enter. */
  readonly initial: Answer & string;
  readonly parse: (given: string) => Answer | undefined;
  /** What an answer is, for a wrong one. */
  readonly wanted: string;
}

/** Asks until the answer is one. */
async function askFor<Answer extends string>(
  ask: Ask,
  { text, initial, parse, wanted }: Question<Answer>,
): Promise<Answer | undefined> {
  let question = `${text} [${initial}] `;
  for (;;) {
    const given = await ask(question);
    if (given === undefined) return undefined;
    const answer = given === "" ? initial : (parse(given) ?? parse(given.toLowerCase()));
    if (answer !== undefined) return answer;
    question = `Write ${wanted} [${initial}] `;
  }
}

/** Asks a question whose usual answer is yes. */
export async function confirm(ask: Ask, text: string): Promise<boolean | undefined> {
  const given = await ask(`${text} [Y/n] `);
  return given === undefined ? undefined : /^(?:y(?:es)?)?$/i.test(given);
}
