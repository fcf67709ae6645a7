const time = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** A time as a dense row writes it, local: `14:02:11` today, `Nov 23, 14:02` before. */
export function clockText(instant: string | number, now = Date.now()): string {
  const date = new Date(instant);
  return (date.toDateString() === new Date(now).toDateString() ? time : day).format(date);
}
