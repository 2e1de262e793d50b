/** Rows of a page, and how many "Load more" adds. */
export const PAGE_SIZE = 200;
/** Most rows the engine gives at once. */
const REQUEST_LIMIT = 1_000;

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total: number;
}

/** How much of each list of a tree is wanted. Lists are named by their keys. */
export class Pages {
  private readonly wanted = new Map<string, number>();

  /** Has the next `read` of that list hold one page more. */
  loadMore(list: string): void {
    this.wanted.set(list, this.wantedOf(list) + PAGE_SIZE);
  }

  /** Begins with the first page of every list again. */
  startOver(): void {
    this.wanted.clear();
  }

  /** Asks for as much of the list as is wanted, in requests of a size that the engine gives. */
  async read<Row>(list: string, ask: (after: string | null, limit: number) => Promise<Page<Row>>): Promise<Page<Row>> {
    const wanted = this.wantedOf(list);
    let page = await ask(null, Math.min(wanted, REQUEST_LIMIT));
    const rows = [...page.rows];
    while (page.next !== null && rows.length < wanted && page.rows.length > 0) {
      page = await ask(page.next, Math.min(wanted - rows.length, REQUEST_LIMIT));
      rows.push(...page.rows);
    }
    return { rows, next: page.next, total: page.total };
  }

  private wantedOf(list: string): number {
    return this.wanted.get(list) ?? PAGE_SIZE;
  }
}
