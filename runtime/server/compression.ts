import { weight } from "./weight.js";

/** Whether a body is compressed, by gzip; `worthwhile` leaves small ones as they are. */
export type Compression = "never" | "worthwhile" | "always";

/**
 * By the `Accept-Encoding` header of the request; RFC 9110, section 12.5.3. A client that accepts neither gzip nor
 * what is not encoded gets the latter.
 */
export function compressionFor(acceptEncoding: string | undefined): Compression {
  const weights = weightsOf(acceptEncoding ?? "");
  const others = weights.get("*");
  const gzip = weights.get("gzip") ?? weights.get("x-gzip") ?? others ?? 0;
  // What is not encoded is acceptable unless it is excluded, and preferred only where it is named.
  const identity = weights.get("identity") ?? (others === 0 ? 0 : undefined);
  if (gzip === 0 || gzip < (identity ?? 0)) return "never";
  return identity === 0 ? "always" : "worthwhile";
}

function weightsOf(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(",").map((part) => {
      const [coding = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith("q="));
      return [coding, weight(q?.slice(2))];
    }),
  );
}
