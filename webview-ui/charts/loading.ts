import type { init } from "echarts/core";
import { element } from "../element.js";

/** What draws. */
export interface Charts {
  readonly init: typeof init;
}

declare global {
  interface Window {
    spotterCharts?: Charts;
  }
}

let loading: Promise<Charts> | undefined;

/** Loads what draws, once there is something to draw: until then the page is for its numbers. */
export function loadCharts(): Promise<Charts> {
  return (loading ??= new Promise((resolve, reject) => {
    const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
    const script = element("script", { src: document.body.dataset["charts"], nonce });
    const fail = (): void => {
      // The next drawing tries again.
      loading = undefined;
      script.remove();
      reject(new Error("What draws the charts could not be loaded; their tables can be shown."));
    };
    script.addEventListener("load", () => (window.spotterCharts ? resolve(window.spotterCharts) : fail()));
    script.addEventListener("error", fail);
    document.head.append(script);
  }));
}
