import { element } from "./element.js";
import { icon, type IconName } from "./icons.js";

export interface Choice<T extends string> {
  readonly value: T;
  readonly text: string;
}

/** A button that is a picture; its title says what it does. */
export function iconButton(name: IconName, title: string, run: () => void): HTMLButtonElement {
  const button = element("button", { type: "button", class: "icon", title, "aria-label": title }, icon(name));
  button.addEventListener("click", run);
  return button;
}

export function textButton(text: string, run: () => void): HTMLElement {
  const button = document.createElement("vscode-button");
  button.setAttribute("appearance", "secondary");
  button.textContent = text;
  button.addEventListener("click", run);
  return button;
}

/** A row of buttons of which one is pressed. */
export class Segments<T extends string> {
  readonly node: HTMLElement;
  private readonly buttons: ReadonlyMap<T, HTMLButtonElement>;

  constructor(label: string, choices: ReadonlyArray<Choice<T>>, choose: (value: T) => void) {
    this.buttons = new Map(
      choices.map(({ value, text }) => {
        const button = element("button", { type: "button", "aria-pressed": "false" }, text);
        button.addEventListener("click", () => choose(value));
        return [value, button];
      }),
    );
    this.node = element("div", { class: "segments", role: "group", "aria-label": label }, ...this.buttons.values());
  }

  /** Shows that one as pressed; null: none. */
  press(pressed: T | null): void {
    for (const [value, button] of this.buttons) button.setAttribute("aria-pressed", String(value === pressed));
  }
}

/** A list to choose from, with its name beside it. */
export class Dropdown {
  readonly node: HTMLElement;
  private readonly list = document.createElement("vscode-dropdown") as HTMLElement & { value: string };
  private shown = "";

  constructor(
    label: string,
    private readonly choose: (value: string) => void,
  ) {
    this.list.setAttribute("aria-label", label);
    this.list.addEventListener("change", () => this.choose(this.list.value));
    this.node = element("div", { class: "field" }, element("span", { class: "label", "aria-hidden": "true" }, label), this.list);
  }

  /** Shows these choices, with that one chosen. Texts go in as text, whoever wrote them. */
  show(choices: ReadonlyArray<Choice<string>>, chosen: string): void {
    const text = JSON.stringify(choices);
    // A list that is open would close when its choices are made anew.
    if (text !== this.shown) {
      this.shown = text;
      this.list.replaceChildren(
        ...choices.map((choice) => {
          const option = document.createElement("vscode-option");
          option.setAttribute("value", choice.value);
          option.textContent = choice.text;
          return option;
        }),
      );
    }
    // The list knows its options a moment later.
    queueMicrotask(() => (this.list.value = chosen));
    requestAnimationFrame(() => (this.list.value = chosen));
  }
}
