/** Does something at once, and what is asked for within the interval after it together at its end. */
export class Rest {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isDue = false;

  constructor(
    private readonly intervalMs: number,
    private readonly work: () => void,
  ) {}

  request(): void {
    if (this.timer !== undefined) return void (this.isDue = true);
    this.work();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (!this.isDue) return;
      this.isDue = false;
      this.request();
    }, this.intervalMs);
  }
}
