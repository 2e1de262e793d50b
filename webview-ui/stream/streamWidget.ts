import { untrusted } from "../../src/model/untrusted.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import { streamPage, type DashboardFilter, type StreamMark, type StreamPage, type StreamRow } from "../../src/protocol/widgets.js";
import type { Asker } from "../asker.js";
import { iconButton } from "../controls.js";
import { element } from "../element.js";
import { levelLabel } from "../marks.js";
import type { DataTable } from "../tables/table.js";
import { fill, pageText } from "../text.js";
import { number, timeWords } from "../words.js";
import type { Context, Jumps, Narrowed, Widget } from "../widgets/widget.js";
import { MOST_ROWS, withNewest, withOlder } from "./streamRows.js";
import { VirtualList } from "./virtualList.js";

const ROW_HEIGHT = 46;
const PAGE = 100;
/** Rows that are there at once when the page is opened again. */
const KEPT = 20;
/** A search begins when a person has stopped typing for that long, in milliseconds. */
const TYPING_MS = 250;

export interface Stream extends Widget<StreamPage> {
  /** Shows those that a card or a mark counts. */
  narrow(by: Narrowed): void;
}

/** The calls, newest first, as they come. */
export function streamWidget({ strings, jumps }: Context): Stream {
  let pages: StreamPage = { rows: [], next: null, total: null, leftOut: { settled: 0, folded: 0 } };
  let mark: StreamMark | null = null;
  let asked = "";
  let ask: ((after: string) => Promise<StreamPage>) | undefined;
  let loading = false;
  let tell: (again: "ask" | "show") => void = () => undefined;
  const count = element("span", { class: "facts", role: "status" });
  const field = searchField(strings, () => tell("ask"));
  const chip = element("span", { class: "chip", hidden: "" });
  const setMark = (narrowed: Narrowed | null): void => {
    mark = narrowed?.mark ?? null;
    chip.hidden = narrowed === null;
    if (narrowed === null) return;
    chip.replaceChildren(element("span", { class: "chosen" }, narrowed.words), iconButton("close", strings.dropMark, () => (setMark(null), tell("ask"), field.focus())));
  };
  const show = (): void => {
    list.show(pages.rows.map((row) => ({ key: `call:${row.id}`, draw: () => rowElement(strings, jumps, row) })), pages.total);
    count.textContent = countWords(strings, pages, mark !== null);
  };
  const list = new VirtualList(strings.stream, ROW_HEIGHT, () => {
    if (loading || pages.next === null || !ask) return;
    loading = true;
    const wanted = asked;
    ask(pages.next).then(
      (older) => {
        loading = false;
        if (wanted !== asked) return;
        pages = { ...pages, ...withOlder(pages, older) };
        show();
      },
      // It is asked for again when a person scrolls on.
      () => (loading = false),
    );
  });
  const request = (asker: Asker, filter: DashboardFilter, after: string | null, signal?: AbortSignal): Promise<StreamPage> =>
    asker.request("eventStream", { filter, text: field.value.trim(), mark, after, limit: PAGE }, signal ? { signal } : {});
  return {
    id: "stream",
    title: strings.stream,
    kept: streamPage,
    // What it is searched and narrowed by is not kept.
    remember: (page) => (mark !== null || field.value.trim() !== "" ? null : { ...page, rows: page.rows.slice(0, KEPT) }),
    controls: [field.node, chip, count],
    onControl: (listener) => void (tell = listener),
    jump: { title: strings.openFindingsView, run: () => jumps.openFindings() },
    saved: () => ({ table: tableOf(strings, pages.rows), of: pages.total ?? (pages.next === null && pages.rows.length < MOST_ROWS ? pages.rows.length : null) }),
    narrow: (by) => {
      field.value = "";
      setMark(by);
      tell("ask");
      field.focus();
    },
    ask: async (asker, filter, signal) => {
      const key = JSON.stringify([filter, field.value.trim(), mark]);
      const newest = await request(asker, filter, null, signal);
      ask = (after) => request(asker, filter, after);
      if (key !== asked) list.toTop();
      pages = key === asked ? { ...newest, ...withNewest(pages, newest) } : newest;
      asked = key;
      return newest;
    },
    show: (newest) => {
      // What was kept is shown until the engine answers.
      if (asked === "") pages = { ...newest, next: null };
      requestAnimationFrame(show);
      return { empty: newest.rows.length === 0 ? strings.noCalls : null, above: [list.node], table: tableOf(strings, pages.rows) };
    },
  };
}

/** How many there are, how many of them are loaded, and what is left out. */
function countWords(strings: DashboardStrings, { rows, total, next, leftOut }: StreamPage, isMarked: boolean): string {
  return [
    ...(total === null ? [] : [fill(strings.streamCount, number(total))]),
    ...(next === null ? [] : [fill(strings.loadedCount, number(rows.length))]),
    ...(isMarked ? [strings["state:any"]] : []),
    ...(leftOut.settled === 0 ? [] : [fill(strings.settledLeftOut, number(leftOut.settled))]),
    ...(leftOut.folded === 0 ? [] : [fill(strings.foldedLeftOut, number(leftOut.folded))]),
  ].join(" · ");
}

function searchField(strings: DashboardStrings, onSearch: () => void): { readonly node: HTMLElement; value: string; focus(): void } {
  const node = document.createElement("vscode-text-field") as HTMLElement & { value: string };
  node.setAttribute("placeholder", strings.search);
  // Once it is in the page it names itself "Text field".
  requestAnimationFrame(() => node.setAttribute("aria-label", strings.search));
  node.classList.add("search");
  let timer: ReturnType<typeof setTimeout> | undefined;
  node.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(onSearch, TYPING_MS);
  });
  return {
    node,
    // The element gets its value when it is defined.
    get value() { return node.value ?? ""; },
    set value(text: string) { node.value = text; },
    focus: () => node.focus(),
  };
}

function rowElement(strings: DashboardStrings, jumps: Jumps, row: StreamRow): HTMLElement {
  const reason = row.reasons[0];
  const facts = [
    ...(reason ? [pageText(untrusted(reason.title), 90)] : []),
    ...(row.outcome === "succeeded" ? [] : [strings[`outcome:${row.outcome}`]]),
    pageText(row.tool, 30),
    pageText(row.agent, 30),
    pageText(row.sessionTitle, 60),
  ].filter(Boolean);
  const button = element(
    "button",
    { type: "button", class: "row", title: strings.openCall },
    element("span", { class: "which" }, row.level === null ? strings.unscored : levelLabel(strings, row.level)),
    element("span", { class: "text" }, element("span", { class: "code" }, pageText(row.subject, 200) || pageText(row.tool, 30)), element("span", { class: "facts" }, facts.join(" · "))),
    element("span", { class: "when" }, timeWords(row.time)),
  );
  button.addEventListener("click", () => jumps.openCall(row));
  return button;
}

function tableOf(strings: DashboardStrings, rows: readonly StreamRow[]): DataTable {
  return {
    caption: strings.stream,
    columns: [
      { title: strings.time, unit: "time" }, { title: strings.level }, { title: strings.score100, unit: "count" }, { title: strings.tool }, { title: strings.callText }, { title: strings.outcome },
      { title: strings.reason }, { title: strings.agent }, { title: strings.session }, { title: "id" },
    ],
    rows: rows.map((row) => ({
      cells: [
        row.time, untrusted(row.level === null ? strings.unscored : strings[row.level]), row.score, row.tool, row.subject, untrusted(strings[`outcome:${row.outcome}`]),
        untrusted(row.reasons[0]?.title ?? ""), row.agent, row.sessionTitle, untrusted(row.id),
      ],
    })),
  };
}
