import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { root } from "../../scripts/host/root.mjs";
import { dashboardHtml } from "../../src/views/dashboard/dashboardHtml.ts";
import { dashboardStrings } from "../../src/protocol/dashboardStrings.ts";

const SERVED = { "/charts.js": ["text/javascript", join(root, "dist", "webview", "charts.js")], "/dashboard.js": ["text/javascript", join(root, "dist", "webview", "dashboard.js")], "/dashboard.css": ["text/css", join(root, "dist", "webview", "dashboard.css")] };
/** Stands in for the extension host: keeps what it was asked, and answers as `window.answer(name, params)` says; undefined is no answer. */
const HOST = `
  window.asked = [];
  window.waiting = [];
  window.emit = (name, payload) => window.postMessage({ type: "event", name, payload }, "*");
  window.reply = (message) => {
    const answer = window.answer(message.name, message.params);
    if (answer === undefined) return window.waiting.push(message);
    window.postMessage(answer.failure ? { type: "error", id: message.id, failure: answer.failure, message: "" } : { type: "reply", id: message.id, result: answer }, "*");
  };
  let kept;
  window.acquireVsCodeApi = () => ({
    getState: () => kept,
    setState: (state) => void (kept = state),
    postMessage: (message) => {
      window.asked.push(message);
      if (message.type === "request") setTimeout(() => window.reply(message), 5);
    },
  });
`;

/**
 * Serves the built page with the host's own frame and policy, and a script in the place of the host.
 * @param {string} answer source of `(name, params) => answer`
 * @param {Record<string, string>} words what stands for a name of a string; the name itself where this has none
 */
export async function servePage(answer, words = {}) {
  const strings = Object.fromEntries(dashboardStrings.key.options.map((name) => [name, words[name] ?? (/^(stream|loaded|settledLeft)/.test(name) || name === "summary" ? `${name} {0}` : name)]));
  const server = createServer((request, response) => {
    const served = SERVED[request.url];
    if (served) return response.setHeader("content-type", served[0]).end(readFileSync(served[1]));
    if (request.url === "/host.js") return response.setHeader("content-type", "text/javascript").end(`${HOST}\nwindow.answer = ${answer};`);
    const page = dashboardHtml({ nonce: "scripted", cspSource: "'self'", scriptUri: "/dashboard.js", chartsUri: "/charts.js", styleUri: "/dashboard.css", language: "en", strings });
    response.setHeader("content-type", "text/html").end(page.replace("<script", '<script nonce="scripted" src="/host.js"></script>$&'));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}
