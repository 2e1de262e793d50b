/** Short words for a time (milliseconds since 1970): the clock for today, else the date. They do not age while they are shown. */
export function shortTime(time: number, now: number, language: string): string {
  const then = new Date(time);
  if (!Number.isFinite(then.getTime())) return "";
  const sameDay = then.toDateString() === new Date(now).toDateString();
  const sameYear = then.getFullYear() === new Date(now).getFullYear();
  const format: Intl.DateTimeFormatOptions = sameDay
    ? { timeStyle: "short" }
    : { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat(language, format).format(then);
}

/** The whole date and time, for tooltips and screen readers. */
export function longTime(time: number, language: string): string {
  const then = new Date(time);
  if (!Number.isFinite(then.getTime())) return "";
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(then);
}
