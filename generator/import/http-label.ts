import { HTTP_METHODS } from "../schema/resolve/http-method.js";

/** Whether the name of a label speaks of status codes of HTTP. */
export function namesStatus(label: string): boolean {
  return /(?:^|_)(?:status|code)(?:$|_)|status_?code/i.test(label);
}

/** Whether the name of a label speaks of methods of HTTP. */
export function namesMethod(label: string): boolean {
  return /(?:^|_)(?:method|verb)$/i.test(label);
}

/** From 100 to 599, which `http_status` stands for. */
export function isStatusCode(value: string): boolean {
  return /^[1-5]\d\d$/.test(value);
}

/** A registered one, as `http_method` has them. */
export function isHttpMethod(value: string): boolean {
  return HTTP_METHODS.includes(value);
}

/** What servers and clients call the status code of a response, which is a number also where no type says so. */
export const STATUS_ACCESS = /\.(?:statusCode|status)$/;
