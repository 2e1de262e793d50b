import { Throttle } from "../../model/throttle.js";
import { type Registration, Signal } from "../engine/signal.js";

/**
 * VS Code draws the first change of a tree at once, gathers those that come within 200 ms of each other, and waits anew with each. What
 * is told further apart than that is never made to wait.
 */
const APART_MS = 210;

/** What of a tree is to be drawn again, told as often as VS Code draws it without delay. */
export class TreeChanges<Node extends object> implements Registration {
  private readonly told = new Signal<Node | Node[] | undefined>();
  private gathered: Set<Node> | "all" = new Set();
  private readonly throttle = new Throttle(APART_MS, () => this.tell());
  private holders = 0;

  /** What VS Code listens to: some elements, or everything where there are none. */
  readonly event = (listener: (nodes: Node | Node[] | undefined) => void): Registration => this.told.on(listener);

  /** @param nodes elements that the tree holds, or everything */
  fire(nodes: readonly Node[] | "all"): void {
    if (nodes.length === 0) return;
    if (nodes === "all") this.gathered = "all";
    else if (this.gathered !== "all") for (const node of nodes) this.gathered.add(node);
    this.throttle.request();
  }

  /**
   * Tells nothing until the returned function is called, once: VS Code may wait for ever where a group is drawn anew while it is opened to
   * show one of its rows, and draws the tree never again.
   */
  hold(): () => void {
    this.holders += 1;
    return () => {
      this.holders -= 1;
      if (this.gathered === "all" || this.gathered.size > 0) this.throttle.request();
    };
  }

  dispose(): void {
    this.throttle.dispose();
  }

  private tell(): void {
    if (this.holders > 0) return;
    const nodes = this.gathered;
    this.gathered = new Set();
    this.told.emit(nodes === "all" ? undefined : [...nodes]);
  }
}
