import { chromium } from "playwright-core";
import { findChromium } from "./chromium.mjs";

const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Time for the workbench to draw and for the extension to show what it read, on a slow machine. */
export const SHOW_TIMEOUT_MS = 120_000;

/**
 * Opens a headless Chromium with one page of 1280 x 800.
 * @param {{theme?: "dark" | "light"}} [options]
 */
export async function openBrowser({ theme = "dark" } = {}) {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ARGUMENTS, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
  context.setDefaultTimeout(SHOW_TIMEOUT_MS);
  return { browser, page: await context.newPage() };
}

/**
 * Address of the workbench of a served host.
 * @param {string} address host and port
 * @param {string} folder absolute path of the folder, or of the `.code-workspace` file, to open
 * @param {ReadonlyArray<readonly [string, string]>} [payload] parameters of the workbench's environment
 */
export function workbenchUrl(address, folder, payload = []) {
  const query = new URLSearchParams({ [folder.endsWith(".code-workspace") ? "workspace" : "folder"]: folder });
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `http://${address}/?${query}`;
}

/** Opens the workbench. What must be on the page is waited for by its own locator: "loaded" says nothing of a workbench. */
export async function openWorkbench(page, address, folder, payload) {
  await page.goto(workbenchUrl(address, folder, payload), { waitUntil: "commit" });
}

/** Time for the palette to come and to list a command. */
const PALETTE_MS = 10_000;

/** Runs a command of the palette by its full title, for example `Spotter: Open Dashboard`. */
export async function runCommand(page, title) {
  const deadline = Date.now() + SHOW_TIMEOUT_MS;
  for (;;) {
    await page.keyboard.press("F1");
    if ((await isOffered(page, title)) && (await isAccepted(page))) return;
    if (Date.now() > deadline) throw new Error(`The palette does not offer ${title}`);
    // The key falls into nothing while another list is on its way out; one that is open would take the next one as well.
    await page.keyboard.press("Escape");
  }
}

/** Types the command into the palette; false where it does not come, or does not list it. */
async function isOffered(page, title) {
  try {
    await page.locator(".quick-input-widget input").first().fill(`>${title}`, { timeout: PALETTE_MS });
    await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor({ timeout: PALETTE_MS });
    return true;
  } catch (error) {
    if (error.name !== "TimeoutError") throw error;
    return false;
  }
}

/**
 * Presses Enter in the palette. False where that has lost the focus by then, and so is closed: a command that ran before may give the focus
 * to a view at any time. The key is kept from what has the focus instead.
 */
async function isAccepted(page) {
  const key = await page.evaluateHandle(() => {
    const heard = { inPalette: false, listen };
    function listen(event) {
      heard.inPalette = document.activeElement?.closest(".quick-input-widget") != null;
      if (heard.inPalette) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    window.addEventListener("keydown", listen, true);
    return heard;
  });
  await page.keyboard.press("Enter");
  return key.evaluate(({ inPalette, listen }) => {
    window.removeEventListener("keydown", listen, true);
    return inPalette;
  });
}

/** The frame of the first webview whose body matches; a webview's own page is the frame that ends in `fake.html`. */
export async function webviewFrame(page, text, timeoutMs = SHOW_TIMEOUT_MS) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    for (const frame of page.frames().filter((candidate) => candidate.url().includes("fake.html"))) {
      // A frame may go away while it is asked; the next round finds its successor.
      const body = await frame.locator("body").innerText({ timeout: 1000 }).catch((error) => `(${error.name})`);
      if (text.test(body)) return { frame, body };
    }
    if (Date.now() > deadline) throw new Error(`No webview showed ${text} within ${timeoutMs / 1000} s`);
    await page.waitForTimeout(200);
  }
}
