import type * as v from "valibot";
import type { WantedFindings } from "../../src/protocol/dashboard.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import type { DashboardFilter, StreamMark } from "../../src/protocol/widgets.js";
import type { Asker } from "../asker.js";
import type { Theme } from "../charts/theme.js";
import type { Chart, ChartOption } from "../charts/chart.js";
import type { FilterChoice } from "../filter/filterChoice.js";
import type { DataTable } from "../tables/table.js";

/** `words` name the mark, or the card. */
export interface Narrowed {
  readonly mark: StreamMark;
  readonly words: string;
}

/** What a click leads to. */
export interface Jumps {
  openCall(call: { readonly id: string; readonly sessionId: string }): void;
  openSession(sessionId: string): void;
  /** In the Risk Explorer; what is not said is as the filter has it. */
  openFindings(wanted?: Partial<WantedFindings>): void;
  openCoverage(): void;
  /** Narrows the whole dashboard. */
  narrow(changes: Partial<FilterChoice>): void;
  /** Shows in the event stream those calls of the filter that a card or a mark counts. */
  showCalls(narrowed: Narrowed): void;
}

export interface Context {
  readonly strings: DashboardStrings;
  readonly jumps: Jumps;
}

export interface Drawing {
  /** What a screen reader is told instead. */
  readonly summary: string;
  readonly height: number;
  /** `width` in pixels. */
  option(theme: Theme, width: number): ChartOption;
  /** Its data, where the widget's table holds more than that. */
  readonly table?: DataTable;
}

/** How one answer is shown. */
export interface Shown {
  /** Why there is nothing to see; null where there is. */
  readonly empty: string | null;
  readonly drawing?: Drawing;
  /** The marks of a card without a drawing, as an SVG. */
  readonly picture?: () => string;
  /** What stands above and below the drawing, or instead of one. */
  readonly above?: readonly HTMLElement[];
  readonly below?: readonly HTMLElement[];
  /** The data of it. Behind a drawing it is shown when asked for. */
  readonly table: DataTable;
}

/** One part of the dashboard: what it asks for, and how the answer is shown. */
export interface Widget<Data> {
  readonly id: string;
  readonly title: string;
  /** Shape of an answer, for the one that was kept when the page was left. */
  readonly kept: v.GenericSchema<unknown, Data>;
  /** How the engine is, and not what is in the store: it is asked for again when that alone changes. */
  readonly ofStatus?: boolean;
  /** What of an answer is kept for the next time that the page is opened, null: nothing; all of it where this is missing. */
  remember?(data: Data): Data | null;
  ask(asker: Asker, filter: DashboardFilter, signal: AbortSignal): Promise<Data>;
  show(data: Data, filter: DashboardFilter): Shown;
  /** Its own controls, which stand in the card's head. */
  readonly controls?: readonly HTMLElement[];
  /** The data that is saved, where more was loaded than was shown at first; `of`: how many rows there are in all, null where nobody knows. */
  saved?(): { readonly table: DataTable; readonly of: number | null };
  /** What the card counts, where it is not all calls. */
  readonly mark?: StreamMark;
  /** What "show me the calls" does, where the event stream is not what is meant. */
  readonly jump?: { readonly title: string; run(): void };
  /** Given the drawing once it is made, for a widget that listens to it. */
  onChart?(chart: Chart): void;
  /** Tells the card that it is to be asked or shown anew, since a control was used. */
  onControl?: (listener: (again: "ask" | "show") => void) => void;
}
