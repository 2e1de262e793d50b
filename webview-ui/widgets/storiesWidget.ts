import { untrusted } from "../../src/model/untrusted.js";
import { storyList, type StoryList } from "../../src/protocol/widgets.js";
import { element } from "../element.js";
import { scoreLabel } from "../marks.js";
import { linkButton } from "../tables/dataTable.js";
import { pageText } from "../text.js";
import { timeWords } from "../words.js";
import type { Context, Widget } from "./widget.js";

/** Attack patterns: the calls of each in their order, as steps on a line. */
export function storiesWidget({ strings, jumps }: Context): Widget<StoryList> {
  const storyElement = (story: StoryList[number]): HTMLElement =>
    element(
      "li",
      { class: "story" },
      element("h3", {}, scoreLabel(strings, story.score), pageText(untrusted(story.title), 160)),
      element("p", { class: "facts" }, strings[`state:${story.state}`], " · ", linkButton(`story:${story.id}`, strings.openSession, pageText(story.sessionTitle, 100) || strings.untitled, () => jumps.openSession(story.sessionId))),
      element(
        "ol",
        { class: "steps" },
        ...story.steps.map((step) => element("li", {}, element("span", { class: "when" }, timeWords(step.time)), linkButton(`step:${story.id}:${step.id}`, strings.openCall, pageText(step.subject, 160), () => jumps.openCall(step)))),
      ),
    );
  return {
    id: "stories",
    title: strings.stories,
    jump: { title: strings.openFindingsView, run: () => jumps.openFindings() },
    kept: storyList,
    ask: (asker, filter, signal) => asker.request("stories", { filter }, { signal }),
    show: (data) => ({
      empty: data.length === 0 ? strings.noStories : null,
      above: [element("ul", { class: "stories" }, ...data.map(storyElement))],
      table: {
        caption: strings.stories,
        columns: [{ title: strings.stories }, { title: strings.score100, unit: "count" }, { title: strings.state }, { title: strings.session }, { title: strings.time, unit: "time" }, { title: strings.callText }],
        rows: data.flatMap((story) => story.steps.map((step) => ({ cells: [untrusted(story.title), story.score, untrusted(strings[`state:${story.state}`]), story.sessionTitle, step.time, step.subject] }))),
      },
    }),
  };
}
