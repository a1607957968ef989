/** Days, counts and names of a language that the browser was built without: Lao, in Chromium. */
import type { Lang } from "./types";

export interface StandIn {
  ago(count: number, unit: Intl.RelativeTimeFormatUnit): string;
  date(at: Date, how: "long" | "medium" | "short" | "month", zone?: "UTC"): string;
  time(at: Date): string;
  weekday(at: Date): string;
  number(value: number): string;
  compact(value: number): string;
  listed(parts: string[]): string;
  language(lang: Lang): string | undefined;
  /** Bring what the first screen does without: the names of languages. */
  whole(): Promise<void>;
}

let standing: StandIn | null = null;

export const standIn = (): StandIn | null => standing;

/** Let somebody speak for a language, or nobody where the browser knows it itself. */
export function letStandIn(one: StandIn | null): void {
  standing = one;
}
