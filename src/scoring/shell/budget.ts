/** Characters of one call's commands that are read whole, together, and of its paths and addresses. */
export const COMMANDS = 32_768;
const TARGETS = 32_768;
/** Programs that one call may run, statements that are read (a loop's again for each value), arguments of programs with many, characters of nested text, and characters that variables and substitutions expand to. */
const PROGRAMS = 500;
const STEPS = 4_000;
const ARGUMENTS = 4_000;
const NESTED = 131_072;
const EXPANDED = 262_144;

/** What judging one call may cost, however many texts it holds. Once something is used up, reading goes on no further and `cut` says so. */
export class Budget {
  /** True once a bound was reached and something was not read. */
  cut = false;
  private commands = 0;
  private targets = 0;
  private programs = 0;
  private steps = 0;
  private given = 0;
  private nested = 0;
  private expanded = 0;

  /** True while the commands of the call are few and short enough for this one to be read whole. */
  command(characters: number): boolean {
    this.commands += Math.min(characters, COMMANDS / 2);
    return this.commands <= COMMANDS;
  }

  /** True while the paths and addresses of the call are few and short enough for this one to be read whole. */
  target(characters: number): boolean {
    this.targets += characters;
    return this.targets <= TARGETS;
  }

  /** True while most programs that may be run are left. */
  get roomy(): boolean {
    return this.programs < PROGRAMS / 4;
  }

  /** True once nothing more is read. */
  get spent(): boolean {
    return this.steps > STEPS || this.programs > PROGRAMS;
  }

  /** False once no further program is looked at. */
  program(): boolean {
    return this.within(++this.programs <= PROGRAMS);
  }

  /** False once no further statement is read. */
  step(): boolean {
    this.steps++;
    return this.within(!this.spent);
  }

  /** True while the arguments of the call's programs are few enough for those of this one to be looked at. */
  arguments(count: number): boolean {
    this.given += count;
    return this.given <= ARGUMENTS;
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
