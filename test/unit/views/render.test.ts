import assert from "node:assert/strict";
import fc from "fast-check";
import { untrusted, type Untrusted } from "../../../src/model/untrusted.js";
import { documentText } from "../../../src/views/render/document.js";
import { label } from "../../../src/views/render/label.js";
import { logText } from "../../../src/views/render/log.js";
import { codeText, markdownText } from "../../../src/views/render/markdown.js";
import { notice } from "../../../src/views/render/notice.js";
import { commandLineSessionId, terminalName } from "../../../src/views/render/terminal.js";
import { hiddenSecrets } from "../../../src/views/transcript/hiddenSecrets.js";
import { changePath, changeTarget, partOf, partQuery, recordPath, recordTarget, sessionIdOf, sessionPath } from "../../../src/views/render/uri.js";
import { CONTROL, hostile } from "./hostileText.js";
import { fill, pageText } from "../../../webview-ui/text.js";

function holds(render: (text: Untrusted) => string, check: (shown: string) => void): void {
  fc.assert(fc.property(hostile, (text) => check(render(text))), { numRuns: 500 });
}

describe("text from outside", () => {
  it("becomes a label of one line with no control character, no icon and a bounded length", () => {
    holds(label, (shown) => {
      assert.doesNotMatch(shown, CONTROL);
      assert.doesNotMatch(shown, /[\t\n]|\$\(/);
      assert.ok(shown.length <= 80, `${shown.length} code units`);
    });
  });

  it("keeps its words in a label, with the icon syntax parted and direction marks written out", () => {
    assert.deepEqual(
      ["rm -rf $(pwd)", "  two\nlines ", "abc\u202edef", "x".repeat(100), `$(x)${"y".repeat(76)}`].map((text) => label(untrusted(text))),
      ["rm -rf $\u202f(pwd)", "two lines", "abc⟨U+202E⟩def", `${"x".repeat(79)}…`, `$\u202f(x)${"y".repeat(74)}…`],
    );
  });

  it("becomes no link in a message, whatever it is put together with, and stays readable there", () => {
    // What VS Code makes a link of in a message.
    const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
    const pieces = fc.array(fc.oneof(hostile, fc.constantFrom("[x", "]", "(", "[x](command:workbench.action.quit)", "[x](https://evil.example 'y')", "[x](file:///etc)").map(untrusted)), { maxLength: 6 });
    fc.assert(
      fc.property(pieces, (texts) => {
        assert.doesNotMatch(notice(texts.map((text) => label(text)).join("")), link);
        assert.doesNotMatch(notice(texts.map((text) => label(text)).join(" (")), link);
      }),
      { numRuns: 500 },
    );
    assert.equal(notice("Run [x](command:y)?"), "Run [x]\u202f(command:y)?");
    assert.equal(notice("plain [a] (b)"), "plain [a] (b)");
  });

  it("becomes Markdown in which every mark is escaped, so that it is no link, no image and no code", () => {
    holds(markdownText, (shown) => {
      assert.doesNotMatch(shown, CONTROL);
      const left = shown.replace(/\\[!-/:-@[-`{-~]/g, "");
      assert.doesNotMatch(left, /[!-/:-@[-`{-~\n\t]/);
      assert.ok(shown.length <= 600);
    });
  });

  it("becomes a code block's lines with no control character and a bounded length", () => {
    holds(codeText, (shown) => {
      assert.doesNotMatch(shown, CONTROL);
      assert.ok(shown.length <= 1_000);
    });
  });

  it("becomes a document's text with as many lines as before", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = documentText(text);
        assert.doesNotMatch(shown, CONTROL);
        assert.equal(shown.split("\n").length, (text as unknown as string).split("\n").length);
      }),
    );
  });

  it("becomes a terminal's name with no escape sequence and at most 40 code units", () => {
    holds(terminalName, (shown) => {
      assert.doesNotMatch(shown, CONTROL);
      assert.ok(shown.length <= 40);
    });
  });

  it("becomes a log entry with no control character and a bounded length", () => {
    holds(logText, (shown) => {
      assert.doesNotMatch(shown, CONTROL);
      assert.ok(shown.length <= 8_000);
    });
  });

  it("becomes the page's text of one line with no control character", () => {
    holds(pageText, (shown) => {
      assert.doesNotMatch(shown, CONTROL);
      assert.ok(shown.length <= 160);
    });
  });

  it("costs linear time, also where it is a megabyte of half-open syntax", () => {
    for (const unit of ["\u202e", "`", "$(", "token=", "bearer ", "a://b:", "-----BEGIN ", "eyJ"]) {
      const text = untrusted(unit.repeat(1_000_000 / unit.length));
      for (const render of [label, markdownText, codeText, logText, terminalName, pageText]) assert.ok(render(text).length <= 8_000);
    }
  });
});

describe("secrets in the log", () => {
  it("are masked, and what names them is kept", () => {
    const lines = [
      "password=hunter2hunter2",
      'API_KEY: "abcdef123456"',
      "Authorization: Bearer abcdefghijklmnop",
      "https://user:secretword@host/path",
      "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
      "AKIAABCDEFGHIJKLMNOP",
      "plain words stay",
    ];
    assert.deepEqual(
      lines.map((line) => logText(untrusted(line))),
      ["password=•••", 'API_KEY: "•••"', "Authorization: •••", "https://•••@host/path", "ghp_•••", "AKIA•••", "plain words stay"],
    );
  });
});

describe("a transcript's address", () => {
  it("gives its session id back, whatever the id and the title hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), hostile, (id, title) => {
        const path = sessionPath(id, title);
        assert.equal(sessionIdOf(path), id);
        assert.equal(path.split("/").length, 3);
        assert.doesNotMatch(path, /[\\?#]|\/\.\.?(\/|$)/);
      }),
    );
  });

  it("of another shape names no session", () => {
    assert.deepEqual(
      ["", "/", "/ses_a", "//x", "/ses_a/b/c", "/%/x", "/%E0%A4%A/x", "/a b/x"].map(sessionIdOf),
      [null, null, null, null, null, null, null, null],
    );
  });
});

describe("the address of a document about a call", () => {
  it("names the call, file and side whatever they are called, and its path climbs nowhere", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), fc.nat(9_999), fc.constantFrom("before" as const, "after" as const), hostile, (callId, file, side, path) => {
        const change = changePath({ callId, file, side }, path);
        assert.deepEqual(changeTarget(change), { callId, file, side });
        assert.equal(recordTarget(recordPath(callId)), callId);
        assert.equal(change.split("/").length, 5);
        for (const address of [change, recordPath(callId)]) assert.doesNotMatch(address, /[\\?#]|\/\.\.?(\/|$)/);
        assert.doesNotMatch(change, CONTROL);
      }),
    );
  });

  it("of another shape names nothing", () => {
    assert.deepEqual(["", "/a/0/before", "/a/x/before/f", "/a/0/between/f", "/%E0%A4%A/0/after/f", "/a/b/0/after/f"].map(changeTarget), Array(6).fill(null));
    assert.deepEqual(["", "/a", "/a/b/record.jsonc", "/%/record.jsonc", "/a/record.json"].map(recordTarget), Array(5).fill(null));
  });
});

describe("the part of a transcript in an address", () => {
  it("is the one that was put there, and the first where it is nonsense", () => {
    for (const part of [0, 1, 98]) assert.equal(partOf(partQuery(part)), part);
    assert.deepEqual(["part=0", "part=-1", "part=1e9", "part=1234567", "x", "part=2&x"].map(partOf), [0, 0, 0, 0, 0, 0]);
  });
});

describe("placeholders in a transcript", () => {
  it("are found where they stand, each in the message or call of its line, and nothing else is", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hostile.map((text) => (text as unknown as string)), fc.constantFrom("[secret:github-token:3f9a]", "[secret:x:3f9a]", "[secret:github-token:3F9A]", "[personal:iban:00ff]")), { maxLength: 12 }), (lines) => {
        const text = ["title", "", "━━ user ━━", ...lines, ""].join("\n");
        const found = hiddenSecrets(text, { messages: { msg: 2 }, calls: {} }, "ses");
        const rows = text.split("\n");
        for (const { line, start, end, kind, digits, place } of found) {
          assert.equal(rows[line]!.slice(start, end), `[secret:${kind}:${digits}]`);
          assert.equal(place, "msg");
        }
        assert.equal(found.length, lines.join("\n").split("[secret:github-token:3f9a]").length - 1);
      }),
    );
  });
});

describe("a session id on a command line", () => {
  it("is one that OpenCode makes, and nothing else", () => {
    const ids = ["ses_0Az9", "ses_", "--help", "ses_a b", "ses_a;rm", "ses_a\n", "SES_a", `ses_${"a".repeat(61)}`];
    assert.deepEqual(ids.map(commandLineSessionId), ["ses_0Az9", null, null, null, null, null, null, null]);
  });
});

describe("a template of words", () => {
  it("takes its values as they are, also where they look like places", () => {
    assert.equal(fill("{0} of {1}", "{1}", 2), "{1} of 2");
  });
});
