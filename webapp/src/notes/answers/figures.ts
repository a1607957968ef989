/** Numbers that answer a question, as people write them: with their unit, by CLDR. */
import { t, ui } from "../../kit/i18n.svelte";
import type { Asks, Figure } from "../../kit/types";

export interface FigureGroup {
  place: string;
  currency: string;
  n: number;
  median: number;
  low: number;
  high: number;
  values: number[];
}

export interface Mine extends Figure {
  comment: string;
  /** Empty where no more was said than the number. */
  line: string;
}

export interface FigureTable {
  groups: FigureGroup[];
  mine: Mine | null;
}

/** With so few nobody should rely on the middle. */
export const few = 5;

export function said(value: number, asks: Pick<Asks, "unit" | "unit_name">, currency: string): string {
  const whole = Number.isInteger(value) || Math.abs(value) >= 100;
  const digits = { minimumFractionDigits: 0, maximumFractionDigits: whole ? 0 : 2 };
  if (asks.unit === "money") {
    try {
      return new Intl.NumberFormat(ui.lang, { style: "currency", currency, ...digits }).format(value);
    } catch {
      return `${new Intl.NumberFormat(ui.lang, digits).format(value)} ${currency}`;
    }
  }
  if (asks.unit === "hours" || asks.unit === "celsius") {
    const unit = asks.unit === "hours" ? "hour" : "celsius";
    return new Intl.NumberFormat(ui.lang, { style: "unit", unit, unitDisplay: "short", ...digits }).format(value);
  }
  const plain = new Intl.NumberFormat(ui.lang, digits).format(value);
  return asks.unit_name ? t("ask.value_of", { value: plain, unit: `\u2068${asks.unit_name}\u2069` }) : plain;
}

/** Every currency the reader's browser knows by name. */
export function currencies(): { code: string; name: string }[] {
  const names = new Intl.DisplayNames(ui.lang, { type: "currency" });
  const codes = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("currency") : ["EUR", "USD", "CNY", "JPY", "GBP"];
  return codes.map((code) => ({ code, name: names.of(code) ?? code }));
}
