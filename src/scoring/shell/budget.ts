/** Programs that one text may run, statements that are read (a loop's again for each value), characters of nested text, and characters that variables and substitutions expand to. */
const PROGRAMS = 1_000;
const STEPS = 6_000;
const NESTED = 262_144;
const EXPANDED = 524_288;

/** What reading one text may cost. Once something is used up, reading goes on no further and `cut` says so. */
export class Budget {
  /** True once a bound was reached and something was not read. */
  cut = false;
  private programs = 0;
  private steps = 0;
  private nested = 0;
  private expanded = 0;

  /** False once no further program is looked at. */
  program(): boolean {
    return this.within(++this.programs <= PROGRAMS);
  }

  /** False once no further statement is read. */
  step(): boolean {
    return this.within(++this.steps <= STEPS && this.programs <= PROGRAMS);
  }

  /** False once no further text in a text is read. */
  nest(characters: number): boolean {
    this.nested += characters;
    return this.within(this.nested <= NESTED);
  }

  /** False once nothing more is expanded. */
  expand(characters: number): boolean {
    this.expanded += characters;
    return this.within(this.expanded <= EXPANDED);
  }

  private within(holds: boolean): boolean {
    if (!holds) this.cut = true;
    return holds;
  }
}
