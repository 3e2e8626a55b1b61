import { createHmac, timingSafeEqual } from "node:crypto";
import type { User } from "./user-store.js";

const STEP_SECONDS = 30;

/** The time-based one-time password of RFC 6238, with six digits, SHA-1 and steps of 30 seconds. */
export function totpCode(secret: string, unixSeconds: number): string {
  return codeOfStep(secret, Math.floor(unixSeconds / STEP_SECONDS));
}

/** Checks codes of the present step and its neighbours; each step is good once (RFC 6238, section 5.2). */
export class TotpVerifier {
  readonly #lastStep = new Map<string, number>();

  verify(user: User, code: string): boolean {
    const present = Math.floor(Date.now() / 1000 / STEP_SECONDS);
    const last = this.#lastStep.get(user.username) ?? 0;
    const steps = [present - 1, present, present + 1].filter((step) => step > last);
    const step = steps.find((candidate) => isSame(code, codeOfStep(user.totpSecret, candidate)));
    if (step === undefined) return false;
    this.#lastStep.set(user.username, step);
    return true;
  }
}

function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f; // RFC 4226, section 5.3
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

function isSame(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}
