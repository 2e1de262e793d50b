import { window, type MessageOptions } from "vscode";
import { notice } from "./notice.js";

/** Buttons, or how it is shown and then buttons. */
type Given = readonly string[] | readonly [options: MessageOptions, ...buttons: string[]];

/** Tells a person something; gives the button that was pressed. */
export function showInformation(words: string, ...given: Given): Thenable<string | undefined> {
  return window.showInformationMessage(notice(words), ...(given as string[]));
}

/** Warns a person, or asks before something is done. */
export function showWarning(words: string, ...given: Given): Thenable<string | undefined> {
  return window.showWarningMessage(notice(words), ...(given as string[]));
}

/** Tells a person what failed. */
export function showError(words: string, ...given: Given): Thenable<string | undefined> {
  return window.showErrorMessage(notice(words), ...(given as string[]));
}

/** Says something in the status bar for so many milliseconds. */
export function showInStatusBar(words: string, milliseconds: number): void {
  window.setStatusBarMessage(notice(words), milliseconds);
}
