/** A schema without a mistake. */
export const SOUND = `version: 1
counters:
  request:
    description: All Requests
    vectors: [success]
vectors:
  success: { type: boolean }
`;

/** The same with another counter. */
export const GROWN = SOUND.replace(
  "vectors:\n  success:",
  "  boots: { description: Starts }\nvectors:\n  success:",
);

/** A schema with an error in its fifth line. */
export const FAULTY = SOUND.replace("[success]", "[sucess]");

/** A schema with a warning alone. */
export const UNUSED = `${SOUND}  spare: { type: boolean }\n`;

/** To be added to another: it switches on the scrape job. */
export const SCRAPED = "outputs: { scrape: { job_name: shop } }\n";
