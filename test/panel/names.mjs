// What the names of the panel's rows are to say, as patterns: a whole sentence each, with level, place in time and session.
const LEVEL = "(?:critical|high|medium|low|no risk)";
/** A day and the time of it. */
export const TIME = "[A-Z][a-z]{2} \\d{1,2}, \\d{4}, \\d{1,2}:\\d{2}\\s[AP]M";
const STATE = "(?: It is running\\.| OpenCode has deleted it\\.)?";

const CALL = new RegExp(`^\\S.* call, ${LEVEL}, score \\d+ of 100: .+\\. Reason: .+\\. Outcome: .+\\. ${TIME}, in session .+\\.$`);

/** By view, the kinds of its rows; the test's storage has some of each. */
export const ROWS = {
  "Risk Explorer": {
    gaps: /^Not everything could be read\. .+\. Opens the Coverage view\.$/,
    session: new RegExp(`^Session .+: worst level ${LEVEL}, score \\d+ of 100\\. Calls: .+\\. Last active ${TIME}\\.${STATE}$`),
    call: CALL,
  },
  Sessions: {
    session: new RegExp(
      `^Session .+: worst level ${LEVEL}, score \\d+ of 100, sub-agents included\\. Tool calls: \\d+\\. Sub-agents: \\d+\\. Cost \\$[\\d.]+\\. It lasted .+, and was last active ${TIME}\\.${STATE}$`,
    ),
    message: new RegExp(`^(?:Prompt|Answer), ${TIME}\\. Model: .+\\. Tokens: \\d+\\. Cost: \\$[\\d.]+\\.(?: It ended with the error .+\\.)?$`),
    call: CALL,
  },
  Coverage: {
    engine: /^Engine: Spotter reads what OpenCode does as it happens\.$/,
    storage: /^Storage .+ \((?:JSON files|SQLite database)\): [\d.]+ % captured, read .+\.$/,
    fact: /^(?:Scored|Rules|Your own rules|Secrets replaced|Memory|Processor|Captured|Holds|Last read|Last compared as a whole|Changes|Unreadable records|Tried again|Pace of the last reading|Records that OpenCode deleted): .+\.$/,
    record: new RegExp(`^Unreadable record .+: .+\\. Attempts to read it: \\d+, the last one ${TIME}\\.$`),
  },
};

/** The row of a group of the Risk Explorer that is named by that word. */
export function groupRow(word) {
  return new RegExp(`^${word} .+: worst level ${LEVEL}, score \\d+ of 100\\. Calls: .+\\. Newest ${TIME}\\.$`);
}
