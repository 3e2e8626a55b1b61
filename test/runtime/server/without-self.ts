/** A scrape in the text format without what is told of the scrapes themselves, which comes last. */
export function withoutSelf(text: string): string {
  return text.slice(0, /^# HELP promhttp_/m.exec(text)?.index);
}
