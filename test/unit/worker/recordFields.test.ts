import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { rawText, untrusted } from "../../../src/model/untrusted.js";
import { RecordFields } from "../../../src/worker/recordFields.js";
import { bash, batch, census, message, session } from "../store/records.js";

const TOKEN = "ghp_x7Qk2mZ9vT4bN8cL1pR6wY3sD5fG0hJaEuKi";
const keyedHash = (secret: string): string => Buffer.from(secret).toString("hex");

describe("names, folders and ids of records", () => {
  it("stay the very records that they were where nothing is found in them", () => {
    const records = [
      { kind: "project" as const, id: "4b0ea68d7af9a6031a7ffda7ad66e0cb83315750", worktree: "/home/dev/shop" },
      session("ses_a", { directory: "C:\\Users\\dev\\token-service\\packages (2)", version: "1.18.33-next.4" }),
      message("msg_1", "ses_a", { modelId: "claude-sonnet-4-5-20250929", errorName: "MessageAbortedError" }),
      bash("prt_1", "ses_a", "ls", { tool: "github_create_pull_request", callId: "toolu_01A09q90qw90lq917835lq9" }),
      census("ses_a"),
    ];
    const masked = new RecordFields(keyedHash, true).mask(batch(records));
    assert.ok(masked.records.every((record, index) => record === records[index]));
  });

  it("lose secrets, the same each time, ids as a whole so that two are never taken for one", () => {
    const fields = new RecordFields(keyedHash, false);
    const folder = { kind: "project" as const, id: `id-${TOKEN}`, worktree: `/home/${TOKEN}` };
    const [project, named, call, again] = fields.mask(batch([folder, session("ses_a", { projectId: folder.id, directory: `/home/${TOKEN}/src` }), bash("prt_1", "ses_a", "", { callId: `call-${TOKEN}` }), folder])).records;
    assert.deepEqual(project, { kind: "project", id: keyedHash(`id-${TOKEN}`), worktree: "/home/[secret:github-token:6768]" });
    assert.deepEqual(again, project);
    assert.ok(named?.kind === "session" && call?.kind === "toolCall");
    assert.deepEqual([named.projectId, named.directory, call.callId], [keyedHash(folder.id), "/home/[secret:github-token:6768]/src", keyedHash(`call-${TOKEN}`)]);
  });

  it("lose mail addresses where a person asked for that, and else keep them", () => {
    const folder = { kind: "project" as const, id: "global", worktree: "/home/anna@firm.test.org" };
    const kept = [false, true].map((maskPersonal) => new RecordFields(keyedHash, maskPersonal).maskRecord(folder).worktree);
    assert.deepEqual(kept, ["/home/anna@firm.test.org", "/home/[personal:email:616e]"]);
  });

  it("are cut at what no honest one is longer than, ids to a hash of the whole, so that two stay two", () => {
    const long = (word: string): string => word.repeat(100_000);
    const fields = new RecordFields((text) => `hash of ${text.length}`, false);
    const [project, named, asked, call] = fields.mask(batch([
      { kind: "project", id: long("ab"), worktree: `/${long("w/")}` },
      session("ses_a", { projectId: long("ab"), title: untrusted(long("t")), directory: `/${long("d/")}`, version: long("v"), agent: long("a"), modelId: long("m") }),
      message("msg_1", "ses_a", { agent: long("a"), modelId: long("m"), providerId: long("p"), errorName: long("e") }),
      bash("prt_1", "ses_a", "ls", { tool: long("t"), callId: long("c") }),
    ])).records;
    assert.ok(project?.kind === "project" && named?.kind === "session" && asked?.kind === "message" && call?.kind === "toolCall");
    assert.deepEqual([project.id, named.projectId, call.callId], ["hash of 200000", "hash of 200000", "hash of 100000"]);
    assert.deepEqual([project.worktree, named.directory].map((path) => [path.length, path.at(-1)]), [[4096, "…"], [4096, "…"]]);
    assert.deepEqual([rawText(named.title).length, ...[named.version, named.agent, named.modelId, asked.agent, asked.modelId, asked.providerId, asked.errorName, call.tool].map((name) => name!.length)], [1000, ...Array<number>(8).fill(200)]);
  });
});
