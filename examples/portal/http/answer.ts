import { Refusal } from "./refusal.js";
import { json, type Reply } from "./reply.js";
import type { PortalRequest } from "./request.js";

/** Answers a request. May throw: a `Refusal` for the client's mistake, anything else for our own. */
export type Answer = (request: PortalRequest) => Reply | Promise<Reply>;

/** An answer for each method; 405 for the others. HEAD is answered as GET, and sent without the body. */
export function byMethod(answers: Readonly<Record<string, Answer>>): Answer {
  const methods = new Map(Object.entries(answers));
  const get = methods.get("GET");
  if (get !== undefined) methods.set("HEAD", get);
  const allow = [...methods.keys()].join(", ");
  return (request) => {
    const answer = methods.get(request.method);
    if (answer === undefined) throw new Refusal(405, `Use ${allow}.`, { allow });
    return answer(request);
  };
}

/** The reply of an answer, and of a thrown error too: a recorder needs a status in any case. */
export async function settle(answer: Answer, request: PortalRequest): Promise<Reply> {
  try {
    return await answer(request);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    console.error(error);
    return json(500, { error: "Something went wrong here." });
  }
}
