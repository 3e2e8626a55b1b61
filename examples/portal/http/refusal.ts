import { json, type Reply } from "./reply.js";

/** Thrown where a request cannot be answered as asked, with the status that says why. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(status: number, message: string, headers: Reply["headers"] = {}) {
    super(message);
    this.name = "Refusal";
    this.reply = json(status, { error: message }, headers);
  }
}
