import assert from "node:assert/strict";
import fc from "fast-check";
import { MarkdownString, type TreeItem } from "vscode";
import { rawText, type Untrusted } from "../../src/model/untrusted.js";
import type { ListedCall } from "../../src/protocol/findingList.js";
import type { MessageStep } from "../../src/protocol/sessionTree.js";
import * as coverageItems from "../../src/views/coverage/coverageItems.js";
import * as explorerItems from "../../src/views/explorer/explorerItems.js";
import { tooltipOf } from "../../src/views/explorer/tooltips.js";
import { callMarkdown, sessionMarkdown } from "../../src/views/render/callMarkdown.js";
import * as sessionItems from "../../src/views/sessions/sessionItems.js";
import { CONTROL, hostile } from "../unit/views/hostileText.js";
import { groupRow, listedCall, sessionRow, sourceRow, statusRow } from "../unit/views/rows.js";

/** What no line of a tree has, whatever was put into it; a sentence may name several things of which each has its own bound. */
const LONGEST = { label: 200, description: 500, sentence: 1_500 };
/** Marks that are left where escaped ones are taken away: of a link, an image, HTML, an address, a heading that an agent wrote. */
const MARKUP = /\]\(|!\[|<[\w/!?]|:\/\/|www\.|@\w/;
/** Each run draws a dozen lines. */
const RUNS = 200;

function call(text: Untrusted): ListedCall {
  const words = rawText(text);
  return {
    ...listedCall(words, words), tool: text, subject: text, sessionTitle: text, techniques: [words],
    reasons: [{ rule: words, title: words, template: "It ran {what}.", args: { what: text, decoded: text }, score: 70 }],
  };
}

function session(text: Untrusted) {
  return sessionRow(rawText(text), { title: text, directory: text, agent: text, modelId: text });
}

function treeItems(text: Untrusted): TreeItem[] {
  const row = call(text);
  const step: MessageStep = { kind: "message", id: rawText(text), role: text, agent: text, modelId: text, error: text, time: 1, timeCompleted: null, tokens: 1, cost: 1 };
  const problem = { reason: "locked" as const, message: rawText(text) };
  return [
    explorerItems.itemOf({ kind: "call", sessionId: row.sessionId, callId: row.id, row, by: "day", value: rawText(text) }),
    explorerItems.itemOf({ kind: "session", sessionId: row.sessionId, row: session(text), group: groupRow(rawText(text)) }),
    ...(["project", "technique", "tool", "agent", "day"] as const).map((by) => explorerItems.itemOf({ kind: "group", by, value: rawText(text), row: groupRow(rawText(text)) })),
    sessionItems.itemOf({ kind: "session", sessionId: row.sessionId, row: { ...session(text), below: { sessions: 1, worstScore: 70, worstLevel: "high", cost: 1, live: 0 } } }),
    sessionItems.itemOf({ kind: "step", sessionId: row.sessionId, callId: row.id, row: { kind: "call", call: row }, sessionTitle: text }),
    sessionItems.itemOf({ kind: "step", sessionId: row.sessionId, callId: row.id, row: step, sessionTitle: text }),
    coverageItems.itemOf({ kind: "source", row: sourceRow({ path: rawText(text), problem }) }),
    coverageItems.itemOf({ kind: "engine", status: statusRow() }),
  ];
}

describe("what others wrote, in the editor's own sinks", () => {
  it("is in a tree's line one short line with no control character and no icon", () => {
    fc.assert(fc.property(hostile, (text) => {
      for (const { label, description, accessibilityInformation } of treeItems(text)) {
        for (const [name, shown] of Object.entries({ label, description, sentence: accessibilityInformation?.label })) {
          if (typeof shown !== "string") continue;
          assert.doesNotMatch(shown, CONTROL);
          assert.doesNotMatch(shown, /[\t\n]|\$\(/);
          assert.ok(shown.length <= LONGEST[name as keyof typeof LONGEST], `${name}: ${shown.length} code units`);
        }
      }
    }), { numRuns: RUNS });
  });

  it("is in a tooltip no link, no image, no HTML and no address, and the tooltip is not trusted", () => {
    fc.assert(fc.property(hostile, (text) => {
      const row = call(text);
      const tooltips = [
        tooltipOf({ kind: "call", sessionId: row.sessionId, callId: row.id, row, by: "day", value: "" }),
        tooltipOf({ kind: "session", sessionId: row.sessionId, row: session(text), group: groupRow(rawText(text)) }),
        sessionItems.tooltipOf({ kind: "step", sessionId: row.sessionId, callId: row.id, row: { kind: "call", call: row }, sessionTitle: text }),
      ];
      for (const tooltip of tooltips) {
        assert.ok(tooltip instanceof MarkdownString && !tooltip.isTrusted && !tooltip.supportHtml && !tooltip.supportThemeIcons);
        assert.doesNotMatch(tooltip.value, CONTROL);
        assert.doesNotMatch(prose(tooltip.value), MARKUP);
      }
    }), { numRuns: RUNS });
  });

  it("is in a copy a block of code or escaped, and ends no block", () => {
    fc.assert(fc.property(hostile, (text) => {
      for (const copied of [callMarkdown(call(text), text), sessionMarkdown(session(text))]) {
        assert.doesNotMatch(copied, CONTROL);
        assert.doesNotMatch(prose(copied), MARKUP);
        assert.doesNotMatch(prose(copied), /^\s*(#|>|`{3})/m);
      }
    }), { numRuns: RUNS });
  });
});

/** Markdown without its blocks of code and its escaped marks. */
function prose(markdown: string): string {
  const lines = markdown.split("\n");
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of lines) {
    if (fence === null) {
      const [opened] = /^`{3,}/.exec(line) ?? [];
      if (opened === undefined) kept.push(line);
      else fence = opened;
    } else if (/^ {0,3}(`{3,})\s*$/.exec(line)?.[1] !== undefined && line.trim().length >= fence.length) fence = null;
  }
  assert.equal(fence, null, "a block of code does not end");
  return kept.join("\n").replace(/\\[!-/:-@[-`{-~]/g, "");
}
