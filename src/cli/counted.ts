/** A number as people read it, for example `12,345`. */
export function counted(count: number): string {
  return count.toLocaleString("en-US");
}
