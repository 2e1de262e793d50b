import { capture } from "../../scripts/host/child.mjs";

/** Runs in a Node that has `node:sqlite`. OpenCode logs every write of a part, with its time, in the table `event`. */
const QUERY = `
  const { DatabaseSync } = require("node:sqlite");
  const [file, text] = process.argv.slice(1);
  const rows = new DatabaseSync(file, { readOnly: true }).prepare("select data from event where type = 'message.part.updated.1' order by rowid").all();
  const states = rows.map(({ data }) => JSON.parse(data)).filter(({ part }) => part.type === "tool" && JSON.stringify(part.state.input ?? {}).includes(text));
  console.log(JSON.stringify(states.map(({ part, time }) => ({ status: part.state.status, command: part.state.input?.command ?? "", time }))));
`;

/**
 * When OpenCode wrote each state of the call whose arguments hold `text`, oldest first.
 * @param {string} node a Node with `node:sqlite`
 * @param {string} database
 * @param {string} text
 * @returns {Promise<ReadonlyArray<{status: string, command: string, time: number}>>} time in milliseconds since 1970
 */
export async function recordedStates(node, database, text) {
  return JSON.parse((await capture(node, ["--no-warnings", "-e", QUERY, database, text])).stdout);
}
