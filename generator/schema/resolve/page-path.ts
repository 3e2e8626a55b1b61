/** What is wrong with the path of a page, as the predicate of a sentence. */
export function pageProblem(page: string): string | undefined {
  if (/\p{Surrogate}|\p{Cc}/u.test(page)) return "has a character that no page's name should have";
  if (page.includes("\\")) return "has a backslash, where `/` parts folders";
  if (/^(?:\/|[a-zA-Z][a-zA-Z0-9+.-]*:)/.test(page)) return "is no relative path";
  if (page.split("/").includes("..")) return "leads out of the schema's folder";
  if (!/(?:^|\/)[^/]+\.(?:md|markdown)$/i.test(page)) return "is not that of a Markdown file";
  return undefined;
}
