import { window, type InputBoxOptions, type QuickPickItem, type QuickPickOptions, type Uri } from "vscode";

/** What the user is made to answer; a dialog that is not named here answers as if it were closed. */
export interface Answers {
  /** Picks the first item whose label has this, or one of these. */
  readonly pick?: string | readonly string[];
  /** Presses this button of a question or a message; of several each once, in whatever order they are offered. */
  readonly press?: string | readonly string[];
  /** Is called before a button is pressed. */
  readonly onPress?: (button: string) => void;
  /** Types this where a text is asked for, if the question accepts it. */
  readonly type?: string;
  readonly save?: Uri;
  readonly open?: Uri;
}

/** What the user was asked and told meanwhile, in that order. */
export interface Asked {
  readonly picks: readonly string[];
  readonly questions: readonly string[];
  readonly told: readonly string[];
  /** What stood in the field where something could be picked. */
  readonly hints: readonly string[];
  /** What stood below the words of modal questions and messages, and of what could be picked. */
  readonly details: readonly string[];
}

const DIALOGS = ["showQuickPick", "showInputBox", "showWarningMessage", "showInformationMessage", "showErrorMessage", "showSaveDialog", "showOpenDialog"] as const;

/**
 * Answers the editor's dialogs while `work` runs, and gives what they said, which `work` is told so far. The dialogs that a page draws cannot be pressed from
 * the extension host, so the host's functions are replaced; they are put back whatever `work` does.
 */
export async function answering(answers: Answers, work: (soFar: Asked) => PromiseLike<unknown>): Promise<Asked> {
  const asked = { picks: [] as string[], questions: [] as string[], told: [] as string[], hints: [] as string[], details: [] as string[] };
  const host = window as unknown as Record<(typeof DIALOGS)[number], unknown>;
  const presses = typeof answers.press === "string" ? null : [...(answers.press ?? [])];
  const pressed = (buttons: readonly unknown[]): unknown => {
    if (presses === null) return buttons.find((button) => button === answers.press);
    const at = presses.findIndex((press) => buttons.includes(press));
    return at < 0 ? undefined : presses.splice(at, 1)[0];
  };
  const kept = DIALOGS.map((name) => [name, host[name]] as const);
  host.showQuickPick = async (items: readonly QuickPickItem[] | PromiseLike<readonly QuickPickItem[]>, options?: QuickPickOptions) => {
    asked.hints.push(options?.placeHolder ?? "");
    const offered = await items;
    asked.picks.push(...offered.map(({ label }) => label));
    asked.details.push(...offered.flatMap(({ detail }) => (detail === undefined ? [] : [detail])));
    const wanted = typeof answers.pick === "string" ? [answers.pick] : (answers.pick ?? []);
    return offered.find(({ label }) => wanted.some((text) => label.includes(text)));
  };
  const saying = (heard: string[]) => (words: string, ...rest: readonly unknown[]) => {
    heard.push(words);
    for (const options of rest) if (typeof options === "object" && options !== null && "detail" in options) asked.details.push(String(options.detail));
    const button = pressed(rest);
    if (typeof button === "string") answers.onPress?.(button);
    return Promise.resolve(button);
  };
  host.showWarningMessage = saying(asked.questions);
  host.showInformationMessage = host.showErrorMessage = saying(asked.told);
  host.showInputBox = async ({ title, validateInput }: InputBoxOptions) => {
    asked.questions.push(title ?? "");
    if (answers.type === undefined) return undefined;
    return (await validateInput?.(answers.type)) ? undefined : answers.type;
  };
  host.showSaveDialog = () => Promise.resolve(answers.save);
  host.showOpenDialog = () => Promise.resolve(answers.open && [answers.open]);
  try {
    await work(asked);
    return asked;
  } finally {
    for (const [name, dialog] of kept) host[name] = dialog;
  }
}
