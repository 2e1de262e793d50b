// How soon the dashboard has numbers, and how long its frames are while calls arrive, in a real workbench and by the page's own clock.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { serveInstalled } from "./installed.mjs";
import { settled, statusBarItem } from "./panel.mjs";
import { storageEnvironment } from "./sample.mjs";
import { freshFolder } from "./suite.mjs";
import { openBrowser, openWorkbench, runCommand, webviewFrame } from "./workbench.mjs";

/** Windows in which the dashboard is opened for the first time. */
const WINDOWS = 5;
/** For what a window does at its start, or a card after its answer, to be done. */
const REST_MS = 5_000;
const PAUSE_MS = 1_500;
const SCREEN = { width: 1280, height: 800 };
/** On which all cards are to be seen at once, so that all are asked for. */
const TALL_SCREEN = { width: 1280, height: 5_000 };
/** Changes of the filter: the named spans of time and, by their place in the bar, the lists of agents and levels. */
const CHANGES = [{ time: 3 }, { time: 1 }, { time: 3 }, { time: 2 }, { time: 3 }, { list: 2, value: "high" }, { list: 2, value: "none" }, { list: 1, value: "=build" }, { list: 1, value: "" }, { time: 2 }];
const LIVE_MS = 60_000;
const READING_MS = 600_000;
const SUMMARY = /[\d,]+ tool calls in [\d,]+ sessions/;

/**
 * @param {string} dataHome folder of OpenCode's data; its engine has read everything before anything is measured
 * @param {(calls: number) => Promise<void>} write has so many calls arrive, one a second
 */
export async function measureDashboard(dataHome, write) {
  const home = await freshFolder("measure-dashboard");
  const profile = join(home, "profile");
  await mkdir(profile);
  const env = { ...storageEnvironment(dataHome), XDG_STATE_HOME: join(home, "state") };
  const server = await serveInstalled({ kind: "sample", env }, profile);
  const { browser, page } = await openBrowser();
  try {
    await everythingRead(page, server.address);
    const [first, all] = [[], []];
    for (let window = 0; window < WINDOWS; window++) {
      // A folder of its own: no dashboard is restored.
      await openWorkbench(page, server.address, await freshFolder("measure-dashboard-workspace", String(window)));
      await settled(page, () => statusBarItem(page).innerText(), (text) => /\d+ (critical|high)/.test(text));
      await page.waitForTimeout(REST_MS);
      const opened = await openedAfter(page);
      first.push(opened.first);
      all.push(opened.all);
    }
    const { frame } = await webviewFrame(page, /\d/);
    const filtered = await filterChanges(page, frame);
    await page.setViewportSize(TALL_SCREEN);
    await page.waitForTimeout(REST_MS);
    const filteredAll = await filterChanges(page, frame);
    await page.setViewportSize(SCREEN);
    await page.waitForTimeout(REST_MS);
    const still = await longestFrame(page, frame, () => page.waitForTimeout(LIVE_MS / 4));
    const live = await longestFrame(page, frame, () => write(LIVE_MS / 1_000));
    return { first, all, filtered, filteredAll, still, live };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The dashboard's head says when the engine is done. */
async function everythingRead(page, address) {
  await openWorkbench(page, address, await freshFolder("measure-dashboard-workspace", "reading"));
  await runCommand(page, "Spotter: Open Dashboard");
  await webviewFrame(page, SUMMARY, READING_MS);
}

/**
 * Opens the dashboard from the palette.
 * @returns milliseconds from the Enter key until the first card, and all cards on the screen, have the engine's numbers, in the frame after those were drawn
 */
async function openedAfter(page) {
  await page.evaluate(() => {
    let pressed = 0;
    window.addEventListener("keydown", ({ key }) => key === "Enter" && (pressed = performance.now()), true);
    const shown = () => [...document.querySelectorAll("iframe.webview")].map((outer) => outer.contentDocument?.querySelector("iframe#active-frame")?.contentWindow).find((inner) => inner?.document.querySelector(".card"));
    window.spotterOpened = new Promise((resolve) => {
      let first = 0;
      const look = () => {
        const inner = shown();
        const cards = [...(inner?.document.querySelectorAll(".card") ?? [])].filter((card) => card.getBoundingClientRect().top < inner.innerHeight);
        // A card without an answer has no age.
        const answered = cards.filter((card) => card.querySelector(".age").textContent !== "");
        if (answered.length > 0) first ||= performance.now() - pressed;
        if (first > 0 && answered.length === cards.length && !cards.some((card) => card.querySelector('[aria-busy="true"]'))) resolve({ first, all: performance.now() - pressed });
        else window.requestAnimationFrame(look);
      };
      look();
    });
  });
  await runCommand(page, "Spotter: Open Dashboard");
  return page.evaluate(() => window.spotterOpened);
}

/**
 * Milliseconds from each change of the filter until every card on the screen has the numbers of it, and until every drawing is made, too, each
 * in the frame after that.
 */
async function filterChanges(page, frame) {
  const took = { numbers: [], drawings: [] };
  for (const change of CHANGES) {
    const { numbers, drawings } = await frame.evaluate(({ time, list, value }) => new Promise((resolve, reject) => {
      const begun = performance.now();
      if (time !== undefined) document.querySelectorAll(".filter .segments button")[time].click();
      else {
        const dropdown = document.querySelectorAll(".filter vscode-dropdown")[list];
        dropdown.value = value;
        dropdown.dispatchEvent(new window.Event("change"));
      }
      const areWaiting = () => document.querySelector('.card[aria-busy="true"]') !== null;
      // A drawing comes a frame or a few after its numbers.
      const isBusy = () => document.querySelector('[aria-busy="true"]') !== null;
      if (!areWaiting()) return reject(new Error("The change of the filter had nothing asked."));
      let numbers = 0;
      const look = () => {
        if (numbers === 0 && !areWaiting()) window.requestAnimationFrame(() => (numbers ||= performance.now() - begun));
        if (isBusy() || numbers === 0) window.requestAnimationFrame(look);
        else window.requestAnimationFrame(() => resolve({ numbers, drawings: performance.now() - begun }));
      };
      window.requestAnimationFrame(look);
    }), change);
    took.numbers.push(numbers);
    took.drawings.push(drawings);
    await page.waitForTimeout(PAUSE_MS);
  }
  return took;
}

/**
 * The longest frame in which the dashboard's page did something while `work` goes on: as the browser tells it, which tells of none below
 * 50 ms (then 0), and by the time from one frame to the next, in which stands, too, what the workbench and other programs did.
 */
async function longestFrame(page, frame, work) {
  // Of frames of a webview the browser tells the window around it alone.
  await page.evaluate(() => {
    const watch = (window.spotterFrames = { longest: 0, gap: 0, stopped: false });
    watch.observer = new window.PerformanceObserver((list) => {
      for (const { duration, scripts } of list.getEntries()) if (scripts.some(({ windowAttribution }) => windowAttribution === "descendant")) watch.longest = Math.max(watch.longest, duration);
    });
    watch.observer.observe({ type: "long-animation-frame" });
    let last = performance.now();
    const next = () => {
      const now = performance.now();
      watch.gap = Math.max(watch.gap, now - last);
      last = now;
      if (!watch.stopped) window.requestAnimationFrame(next);
    };
    window.requestAnimationFrame(next);
  });
  await work();
  const found = await page.evaluate(() => {
    const { longest, gap } = window.spotterFrames;
    window.spotterFrames.stopped = true;
    return { longest, gap };
  });
  // A frame that is long for sure: who is told of this one was told of all.
  await frame.evaluate(() => {
    window.requestAnimationFrame(() => {
      const begun = performance.now();
      while (performance.now() - begun < 2_000);
      document.body.toggleAttribute("data-long-frame");
    });
  });
  const told = await settled(page, () => page.evaluate(() => window.spotterFrames.longest), (longest) => longest >= 2_000, 10_000);
  await page.evaluate(() => window.spotterFrames.observer.disconnect());
  if (told < 2_000) throw new Error("The browser did not tell of a long frame, so it would have told of no other.");
  return found;
}
