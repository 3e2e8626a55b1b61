import type { Answer } from "./answer.js";
import { Refusal } from "./refusal.js";

/** A path and what answers it. */
export interface Route {
  readonly path: string;
  readonly answer: Answer;
}

/** One answer made of many routes; 404 for any other path. */
export function router(routes: readonly Route[]): Answer {
  const answers = new Map(routes.map((route) => [route.path, route.answer]));
  return (request) => {
    const answer = answers.get(request.path);
    if (answer === undefined) throw new Refusal(404, "There is nothing here.");
    return answer(request);
  };
}
