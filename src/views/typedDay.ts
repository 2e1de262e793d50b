/** The beginning of a day like `2026-12-31`, by the clock here; null where it is no day. */
export function dayOf(typed: string): Date | null {
  const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(typed);
  if (!date) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
  const midnight = new Date(year, month - 1, day);
  // 31 February is no day, though Date would take it for one in March.
  return midnight.getMonth() === month - 1 && midnight.getDate() === day ? midnight : null;
}

/** The day of a moment as it is typed, by the clock here. */
export function typedDay(time: Date): string {
  return [String(time.getFullYear()).padStart(4, "0"), ...[time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, "0"))].join("-");
}
