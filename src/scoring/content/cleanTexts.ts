/** UTF-16 code units; longer texts are seldom the same twice. */
const LONGEST = 200;
/** Texts of one generation. */
const MOST = 4_096;

/**
 * Short texts in which nothing was found: paths, patterns and descriptions come again and again, and need not be searched again.
 * Two generations, so that what comes often stays. Texts cut out of longer ones do not belong here: they keep those in memory.
 */
export class CleanTexts {
  private recent = new Set<string>();
  private before = new Set<string>();

  has(text: string): boolean {
    if (text.length > LONGEST) return false;
    if (this.recent.has(text)) return true;
    if (!this.before.has(text)) return false;
    this.add(text);
    return true;
  }

  add(text: string): void {
    if (text.length > LONGEST) return;
    if (this.recent.size >= MOST) {
      this.before = this.recent;
      this.recent = new Set();
    }
    this.recent.add(text);
  }
}
