/**
 * Finds many words in one pass over a text (Aho and Corasick 1975), as a table of transitions by character class. Its size is
 * the words' letters times their different characters.
 */
export class WordAutomaton {
  private readonly classes = new Uint8Array(128);
  private width = 1;
  private readonly next: Int32Array;
  /** Words that end in a state, those of its suffixes with them. */
  private readonly ends: Array<readonly number[] | undefined> = [];

  /** @param words of ASCII characters, none of them empty */
  constructor(words: readonly string[]) {
    for (const word of words) for (let index = 0; index < word.length; index++) {
      const code = word.charCodeAt(index);
      if (this.classes[code] === 0) this.classes[code] = this.width++;
    }
    const states = 1 + words.reduce((sum, word) => sum + word.length, 0);
    this.next = new Int32Array(states * this.width);
    const last = this.addWords(words);
    this.addSuffixes(last);
  }

  private addWords(words: readonly string[]): number {
    let last = 0;
    words.forEach((word, number) => {
      let state = 0;
      for (let index = 0; index < word.length; index++) {
        const cell = state * this.width + this.classes[word.charCodeAt(index)]!;
        if (this.next[cell] === 0) this.next[cell] = ++last;
        state = this.next[cell]!;
      }
      this.ends[state] = [...(this.ends[state] ?? []), number];
    });
    return last;
  }

  /** Leads each missing transition to where the longest suffix that is a prefix of a word goes on. */
  private addSuffixes(last: number): void {
    const suffix = new Int32Array(last + 1);
    const queue: number[] = [];
    for (let kind = 1; kind < this.width; kind++) if (this.next[kind] !== 0) queue.push(this.next[kind]!);
    for (const state of queue) {
      const shorter = suffix[state]!;
      if (this.ends[shorter]) this.ends[state] = [...(this.ends[state] ?? []), ...this.ends[shorter]];
      for (let kind = 1; kind < this.width; kind++) {
        const cell = state * this.width + kind;
        const target = this.next[cell]!;
        if (target === 0) this.next[cell] = this.next[shorter * this.width + kind]!;
        else {
          suffix[target] = this.next[shorter * this.width + kind]!;
          queue.push(target);
        }
      }
    }
  }

  /** Tells each word that a text holds, by its number; the same one may come more than once. */
  find(text: string, found: (word: number) => void): void {
    let state = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      state = code < 128 ? this.next[state * this.width + this.classes[code]!]! : 0;
      const ends = this.ends[state];
      if (ends !== undefined) for (const word of ends) found(word);
    }
  }
}
