/** The operator's boards: their shape as the server tells it, and values as people say them. */
import { nameOf, t, ui } from "../kit/i18n.svelte";
import { standIn } from "../kit/standin";
import { plain, shortDay } from "../kit/time";

export type State = "ok" | "warn" | "alarm" | "quiet";
export type Unit = "count" | "share" | "change" | "seconds" | "days";

export interface Board {
  name: string;
  unit: Unit;
  state: State;
  value: number | null;
  before: number | null;
  warn: number;
  alarm: number;
  below: boolean;
  week: "" | "change" | "times";
  parts: Record<string, number>;
  points: (number | null)[];
  page: string;
}

export interface Tonight {
  at: string;
  gathered_at: string | null;
  stale: boolean;
  since: string;
  step_s: number;
  boards: Board[];
}

export const spans = ["hours", "week"] as const;
export type Span = (typeof spans)[number];

/** Boards as they stand together on the page. */
export const rooms = {
  crowd: ["arrivals", "notes", "spoke", "answered"],
  home: ["home", "newcomers", "broken", "dilution", "audience", "first"],
  review: ["backlog", "waiting"],
  machines: ["lanes", "spend", "unstored", "disk"],
} as const;

/** What a page on which to act is called. */
export const pageNames: Record<string, string> = {
  "/operator": "page.operator",
  "/operator/levers": "page.levers",
  "/operator/languages": "page.languages",
  "/operator/announce": "notices.announce",
  "/invitations": "page.invitations",
};

const minuteS = 60;
const hourS = 3600;
const dayS = 24 * hourS;
const mostDays = 365;
const manyHours = 48;

function duration(s: number): string {
  if (s < 2 * minuteS) return t("tonight.seconds", { n: plain(Math.round(s)) });
  if (s < 2 * hourS) return t("tonight.minutes", { n: plain(Math.round(s / minuteS)) });
  if (s < manyHours * hourS) return t("tonight.hours", { n: plain(Math.round(s / hourS)) });
  return t("tonight.days", { n: plain(Math.round(s / dayS)) });
}

export function said(value: number, unit: Unit): string {
  if (unit === "share" || unit === "change") {
    const signDisplay = unit === "change" ? "exceptZero" : "auto";
    return new Intl.NumberFormat(ui.lang, { style: "percent", maximumFractionDigits: 1, signDisplay }).format(value);
  }
  if (unit === "seconds") return duration(value);
  if (unit === "days") return value >= mostDays ? t("tonight.years") : t("tonight.days", { n: plain(Math.round(value)) });
  return plain(Math.round(value));
}

/** A threshold: of what is held against the week before, how many times as much. */
export function limit(board: Board, value: number): string {
  return board.week === "times" ? `× ${plain(value)}` : said(value, board.unit);
}

export function partName(board: Board, key: string): string {
  if (key === "other") return t("tonight.other");
  return board.name === "lanes" ? key : nameOf(key);
}

/** Parts, the greatest first. */
export function partsOf(board: Board, most = 6): [string, number][] {
  return Object.entries(board.parts)
    .filter(([, value]) => value > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, most);
}

/** A place on the axis of time: the hour of twelve, the day of a week. */
export function tick(s: number, span: Span): string {
  const date = new Date(s * 1000);
  if (span === "week") return shortDay(date.toISOString());
  return standIn()?.time(date) ?? new Intl.DateTimeFormat(ui.lang, { hour: "numeric", minute: "2-digit" }).format(date);
}

export const timesOf = (tonight: Tonight): number[] => tonight.boards[0]!.points.map((_, index) => Date.parse(tonight.since) / 1000 + index * tonight.step_s);

/** Of many points so many rows, the newest first: of each stretch the newest that is known. */
export function rowsOf(points: (number | null)[], times: number[], most: number): [number, number | null][] {
  const every = Math.max(1, Math.ceil(points.length / most));
  const rows: [number, number | null][] = [];
  for (let end = points.length; end > 0; end -= every) {
    const known = points.slice(Math.max(0, end - every), end).findLast((point) => point !== null);
    rows.push([times[end - 1]!, known ?? null]);
  }
  return rows;
}
