import { RISK_LEVELS, type RiskLevel } from "../../src/model/risk.js";

/** Colours and letters of the editor's theme, as they are now. */
export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly background: string;
  readonly heat: string;
  readonly series: readonly string[];
  readonly levels: Readonly<Record<RiskLevel, string>>;
  /** Around every mark, where the theme is one of high contrast. */
  readonly contrast: string | null;
  readonly font: string;
  readonly fontSize: number;
}

const SERIES = ["blue", "purple", "green", "orange", "yellow"];

const listeners = new Set<() => void>();
let isWatched = false;
let current: Theme | undefined;

/** The theme of now. Reading it has the whole page's styles computed, so it is read once for each that there is. */
export function theTheme(): Theme {
  watch();
  return (current ??= readTheme());
}

function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  const foreground = value("--vscode-foreground") || style.color;
  return {
    foreground,
    muted: value("--vscode-descriptionForeground") || foreground,
    line: value("--line") || foreground,
    background: value("--vscode-editor-background"),
    heat: value("--vscode-charts-blue") || foreground,
    series: SERIES.map((name) => value(`--vscode-charts-${name}`) || foreground),
    levels: Object.fromEntries(RISK_LEVELS.map((level) => [level, value(`--vscode-spotter-${level}`) || foreground])) as Record<RiskLevel, string>,
    contrast: value("--vscode-contrastBorder") || null,
    font: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize) || 13,
  };
}

/** Tells when the editor has another theme. */
export function onThemeChange(listener: () => void): void {
  watch();
  listeners.add(listener);
}

/** VS Code writes its class and its variables anew. */
function watch(): void {
  if (isWatched) return;
  isWatched = true;
  const observer = new MutationObserver(() => {
    current = undefined;
    for (const listener of listeners) listener();
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id", "data-vscode-theme-kind"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
}
