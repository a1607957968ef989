/** Days and hours between messages, as the reader's language says them. */
import { ui } from "../kit/i18n.svelte";
import { standIn } from "../kit/standin";

const dayMs = 24 * 3600 * 1000;

export const dayOf = (at: string): string => new Date(at).toDateString();

export function dayName(at: string): string {
  const date = new Date(at);
  const from = new Date(date).setHours(0, 0, 0, 0);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - from) / dayMs);
  const own = standIn();
  if (own) return days < 2 ? own.ago(Math.max(0, days), "day") : `${own.weekday(date)} ${own.date(date, "long")}`;
  if (days < 2) return new Intl.RelativeTimeFormat(ui.lang, { numeric: "auto" }).format(-days, "day");
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(ui.lang, { weekday: "long", day: "numeric", month: "long", ...(thisYear ? {} : { year: "numeric" }) }).format(date);
}

export function hourOf(at: string): string {
  const date = new Date(at);
  return standIn()?.time(date) ?? new Intl.DateTimeFormat(ui.lang, { timeStyle: "short" }).format(date);
}
