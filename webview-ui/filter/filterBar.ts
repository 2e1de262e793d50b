import { FINDING_STATES } from "../../src/model/finding.js";
import { RISK_LEVELS, type RiskLevel } from "../../src/model/risk.js";
import { rawText, untrusted } from "../../src/model/untrusted.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import type { FilterChoices } from "../../src/protocol/widgets.js";
import { type Choice, Dropdown, iconButton, Segments, textButton } from "../controls.js";
import { element } from "../element.js";
import { fill, pageText } from "../text.js";
import { timeWords } from "../words.js";
import { chosenSpan, NAMED_SPANS, narrows, NO_FILTER, type FilterChoice } from "./filterChoice.js";

/** Stands for "all of them" in a list. An agent's name can be empty, so each has a sign before it there. */
const ALL = "";
const AGENT = "=";

/** The bar that narrows all widgets. */
export class FilterBar {
  readonly node: HTMLElement;
  private readonly times: Segments<(typeof NAMED_SPANS)[number] | "span">;
  private readonly span = element("div", { class: "span" });
  private readonly from = momentField();
  private readonly to = momentField();
  private readonly project: Dropdown;
  private readonly agent: Dropdown;
  private readonly level: Dropdown;
  private readonly state: Dropdown;
  private readonly technique = element("span", { class: "chip", hidden: "" });
  private readonly clear: HTMLElement;
  private choices: FilterChoices = { projects: [], agents: [], oldest: null };

  constructor(
    private readonly strings: DashboardStrings,
    private choice: FilterChoice,
    private readonly onChange: (choice: FilterChoice) => void,
  ) {
    this.times = new Segments(strings.time, [...NAMED_SPANS, "span" as const].map((value) => ({ value, text: strings[`time:${value}`] })), (value) => {
      if (value !== "span") this.change({ time: value });
      else this.openSpan();
    });
    this.project = new Dropdown(strings.project, (value) => this.change({ projectId: value === ALL ? null : value }));
    this.agent = new Dropdown(strings.agent, (value) => this.change({ agent: value === ALL ? null : value.slice(AGENT.length) }));
    this.level = new Dropdown(strings.level, (value) => this.change({ minLevel: RISK_LEVELS.find((level) => level === value) ?? "none" }));
    this.state = new Dropdown(strings.findings, (value) => this.change({ state: value === "any" ? "any" : (FINDING_STATES.find((state) => state === value) ?? null) }));
    this.clear = textButton(strings.clearFilter, () => this.change(NO_FILTER));
    for (const field of [this.from, this.to]) field.addEventListener("change", () => this.readSpan());
    this.span.append(element("label", {}, strings.from, this.from), element("label", {}, strings.to, this.to));
    this.node = element("div", { class: "filter", role: "search", "aria-label": strings.filter }, this.times.node, this.span, this.project.node, this.agent.node, this.level.node, this.state.node, this.technique, this.clear);
    this.draw();
  }

  /** Takes what the engine offers. */
  offer(choices: FilterChoices): void {
    this.choices = choices;
    this.draw();
  }

  change(changes: Partial<FilterChoice>): void {
    const changed = { ...this.choice, ...changes };
    if (JSON.stringify(changed) === JSON.stringify(this.choice)) return this.draw();
    this.choice = changed;
    this.draw();
    this.onChange(this.choice);
  }

  private draw(): void {
    const { strings, choice, choices } = this;
    const { time } = choice;
    const isSpan = typeof time === "object";
    this.times.press(isSpan ? "span" : time);
    this.span.hidden = !isSpan;
    if (isSpan) {
      this.from.value = fieldValue(time.from);
      this.to.value = fieldValue(time.to);
      this.span.title = fill(strings.spanWords, timeWords(time.from), timeWords(time.to));
    }
    const projects = choices.projects.map(({ id, folder }) => ({ value: id, text: pageText(folder, 80) || id }));
    const agents = choices.agents.map((agent) => ({ value: AGENT + rawText(agent), text: pageText(agent, 60) || strings.noAgent }));
    const agent = choice.agent === null ? null : { value: AGENT + choice.agent, text: pageText(untrusted(choice.agent), 60) || strings.noAgent };
    this.project.show([{ value: ALL, text: strings.allProjects }, ...withChosen(projects, choice.projectId === null ? null : { value: choice.projectId, text: pageText(untrusted(choice.projectId), 60) })], choice.projectId ?? ALL);
    this.agent.show([{ value: ALL, text: strings.allAgents }, ...withChosen(agents, agent)], agent?.value ?? ALL);
    this.level.show([...RISK_LEVELS].reverse().map((level: RiskLevel) => ({ value: level, text: strings[`from:${level}`] })), choice.minLevel);
    this.state.show([{ value: ALL, text: strings["state:unsettled"] }, { value: "any", text: strings["state:any"] }, ...FINDING_STATES.map((state) => ({ value: state, text: strings[`state:${state}`] }))], choice.state ?? ALL);
    this.technique.hidden = choice.technique === null;
    if (choice.technique !== null) this.technique.replaceChildren(element("span", { class: "chosen" }, fill(strings.techniqueChip, choice.technique)), iconButton("close", strings.dropTechnique, () => this.change({ technique: null })));
    this.clear.hidden = !narrows(choice);
  }

  private openSpan(): void {
    const now = Date.now();
    const days = { day: 1, week: 7, month: 30, all: 30 } as const;
    const { time } = this.choice;
    const back = typeof time === "object" ? 1 : days[time];
    this.change({ time: chosenSpan(now - back * 86_400_000, now) });
    this.from.focus();
  }

  private readSpan(): void {
    const [one, other] = [Date.parse(this.from.value), Date.parse(this.to.value)];
    if (Number.isFinite(one) && Number.isFinite(other)) this.change({ time: chosenSpan(one, other) });
  }
}

/** What is chosen stays in the list, even where the engine has it no more. */
function withChosen(choices: ReadonlyArray<Choice<string>>, chosen: Choice<string> | null): ReadonlyArray<Choice<string>> {
  return chosen === null || choices.some(({ value }) => value === chosen.value) ? choices : [...choices, chosen];
}

function momentField(): HTMLInputElement {
  return element("input", { type: "datetime-local", step: "3600" });
}

/** The field's own form of a moment, by the reader's clock. */
function fieldValue(time: number): string {
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
