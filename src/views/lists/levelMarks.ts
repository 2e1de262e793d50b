import { FileDecoration, Uri, window, type Disposable, type FileDecorationProvider } from "vscode";
import { RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import { levelWord } from "../words.js";

const SCHEME = "spotter-level";

/** What a line has as its resource, so that it is marked by that level. */
export function levelUri(level: RiskLevel): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${level}` });
}

/** The first letter of a line's level at its right edge: a long command covers the word, and a colour alone tells nothing to many people. */
export class LevelMarks implements FileDecorationProvider, Disposable {
  private readonly registration = window.registerFileDecorationProvider(this);

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const level = RISK_LEVELS.find((each) => uri.path === `/${each}`);
    return level === undefined ? undefined : new FileDecoration(levelWord(level).slice(0, 1).toUpperCase(), levelWord(level));
  }

  dispose(): void {
    this.registration.dispose();
  }
}
