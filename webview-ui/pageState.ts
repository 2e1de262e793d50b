import * as v from "valibot";
import { alert, type Alert } from "../src/protocol/alerts.js";
import { filterChoice, NO_FILTER, type FilterChoice } from "./filter/filterChoice.js";

/** Where VS Code keeps a page's state; it is there again after a reload. */
export interface StateKeeper {
  getState(): unknown;
  setState(state: unknown): void;
}

/** Answers come many times a minute, and each state that is kept is sent to the host as a whole. */
const KEEP_MS = 1_000;

const pageState = v.object({ alerts: v.optional(v.array(alert), []), filter: filterChoice, answers: v.record(v.string(), v.unknown()) });

/** What the page remembers: alerts that were not put away, the filter, and the last answer to each widget by it, which is shown until there is a newer one. */
export class PageState {
  private answers: Record<string, unknown>;
  private chosen: FilterChoice;
  private notPutAway: readonly Alert[];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly keeper: StateKeeper) {
    const kept = v.safeParse(pageState, keeper.getState());
    this.chosen = kept.success ? kept.output.filter : NO_FILTER;
    this.answers = kept.success ? kept.output.answers : {};
    this.notPutAway = kept.success ? kept.output.alerts : [];
  }

  get alerts(): readonly Alert[] {
    return this.notPutAway;
  }

  keepAlerts(alerts: readonly Alert[]): void {
    this.notPutAway = alerts;
    this.write();
  }

  get filter(): FilterChoice {
    return this.chosen;
  }

  /** Takes another filter. The answers are to the one before, and none to this. */
  choose(filter: FilterChoice): void {
    this.chosen = filter;
    this.answers = {};
    this.write();
  }

  read(id: string): unknown {
    return this.answers[id];
  }

  keep(id: string, answer: { readonly at: number; readonly data: unknown }): void {
    this.answers[id] = answer;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.write();
    }, KEEP_MS);
  }

  private write(): void {
    this.keeper.setState({ alerts: this.notPutAway, filter: this.chosen, answers: this.answers });
  }
}
