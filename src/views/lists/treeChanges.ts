import { EventEmitter, type Disposable, type Event } from "vscode";
import { Throttle } from "../../model/throttle.js";

/**
 * VS Code draws the first change of a tree at once, gathers those that come within 200 ms of each other, and waits anew with each. What
 * is told further apart than that is never made to wait.
 */
const APART_MS = 210;

/** What of a tree is to be drawn again, told as often as VS Code draws it without delay. */
export class TreeChanges<Node extends object> implements Disposable {
  private readonly emitter = new EventEmitter<Node | Node[] | undefined>();
  readonly event: Event<Node | Node[] | undefined> = this.emitter.event;
  private gathered: Set<Node> | "all" = new Set();
  private readonly throttle = new Throttle(APART_MS, () => this.tell());

  /** @param nodes elements that the tree holds, or everything */
  fire(nodes: readonly Node[] | "all"): void {
    if (nodes.length === 0) return;
    if (nodes === "all") this.gathered = "all";
    else if (this.gathered !== "all") for (const node of nodes) this.gathered.add(node);
    this.throttle.request();
  }

  dispose(): void {
    this.throttle.dispose();
    this.emitter.dispose();
  }

  private tell(): void {
    const nodes = this.gathered;
    this.gathered = new Set();
    this.emitter.fire(nodes === "all" ? undefined : [...nodes]);
  }
}
