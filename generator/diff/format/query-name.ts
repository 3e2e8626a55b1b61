import { locateInQuery, type Query } from "../../queries/query.js";
import { quoted, withoutBackTicks } from "../words.js";

/** As ``panel `Requests`, query A (dashboards/portal.json:12)``. */
export function queryName(query: Query): string {
  const { owner, refId } = query;
  const { file, line } = locateInQuery(query, { start: 0, end: 0 });
  const what =
    owner.kind === "file"
      ? "expression"
      : `${owner.kind} ${owner.name === "" ? "without a name" : quoted(owner.name)}`;
  return `${what}${refId === undefined ? "" : `, query ${withoutBackTicks(refId)}`} (${withoutBackTicks(file)}:${line})`;
}
