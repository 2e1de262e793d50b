import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { CONTENT_CLASSES } from "./contents/content.js";
import { CORPUS, inspectFromCorpus, isJudgedRight } from "./contents/corpus.js";

describe("inspection of the replay corpus", () => {
  for (const of of CONTENT_CLASSES) {
    it(`finds each ${of}, under that name, and is quiet on what only looks like one`, () => {
      const wrong = CORPUS.filter((content) => content.class === of)
        .map((content) => ({ content, inspected: inspectFromCorpus(content) }))
        .filter(({ content, inspected }) => !isJudgedRight(content, inspected))
        .map(({ content, inspected }) => `${content.id} ${inspected.score} ${inspected.signals.map(({ kind, score }) => `${kind}=${score}`).join(" ")}: ${content.part.text.slice(0, 90)}`);
      assert.deepEqual(wrong, []);
    });
  }

  it("holds at least 150 contents, half of them harmless", () => {
    const harmless = CORPUS.filter((content) => content.harmless).length;
    assert.ok(CORPUS.length >= 150 && harmless * 2 >= CORPUS.length, `${harmless} of ${CORPUS.length}`);
  });

  it("gives places that lie within the text, in order", () => {
    for (const content of CORPUS) {
      const { signals } = inspectFromCorpus(content);
      const { length } = content.part.text;
      for (const { start, end } of signals) assert.ok(start >= 0 && end >= start && end <= length, content.id);
      assert.deepEqual(signals.map(({ start }) => start), signals.map(({ start }) => start).sort((a, b) => a - b));
    }
  });
});
