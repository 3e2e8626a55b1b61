import { randomBytes } from "node:crypto";
import { ExpiringMap } from "../authentication/expiring-map.js";

export const REQUEST_SECONDS = 60;
export const CODE_SECONDS = 60;
export const TOKEN_SECONDS = 600;

/** What has been granted and not been used up: pushed requests, authorization codes, access tokens. */
export class Grants {
  /** The parameters of pushed authorization requests, by `request_uri`. */
  readonly requests = new ExpiringMap<URLSearchParams>(REQUEST_SECONDS);
  /** The username, by authorization code. */
  readonly codes = new ExpiringMap<string>(CODE_SECONDS);
  /** The username, by access token. */
  readonly tokens = new ExpiringMap<string>(TOKEN_SECONDS);
}

/** A name that nobody can guess. */
export function randomName(): string {
  return randomBytes(24).toString("base64url");
}
