import type { DashboardStrings } from "../../protocol/dashboardStrings.js";

export interface DashboardPage {
  readonly nonce: string;
  /** What the webview calls its own origin. */
  readonly cspSource: string;
  readonly scriptUri: string;
  /** What draws; the page loads it once there is something to draw. */
  readonly chartsUri: string;
  readonly styleUri: string;
  readonly language: string;
  readonly strings: DashboardStrings;
}

/**
 * The page's frame: no content of its own, only what it may load. The component library reads the nonce from the
 * `csp-nonce` property and gives it to its style elements, so `unsafe-inline` is not needed.
 */
export function dashboardHtml(page: DashboardPage): string {
  const nonce = attribute(page.nonce);
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src 'nonce-${page.nonce}' ${page.cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${attribute(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" nonce="${nonce}" href="${attribute(page.styleUri)}">
<title>${attribute(page.strings.title)}</title>
</head>
<body data-charts="${attribute(page.chartsUri)}" data-strings="${attribute(JSON.stringify(page.strings))}">
<main id="page"></main>
<script nonce="${nonce}" src="${attribute(page.scriptUri)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
