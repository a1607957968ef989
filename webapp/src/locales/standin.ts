/** Says days, counts and names in Lao where the browser cannot; what it says comes from CLDR, see scripts/cldr.mjs. */
import ways from "virtual:ways/lo";
import type { StandIn } from "../kit/standin";

let names: Record<string, string> = {};

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ways.group);
}

function number(value: number, digits = 3): string {
  const [whole = "0", part] = String(Number(value.toFixed(digits))).split(".");
  return grouped(whole) + (part ? ways.decimal + part : "");
}

export const lao: StandIn = {
  ago(count, unit) {
    const [now, last, more] = ways.ago[unit] ?? ["", "", "#"];
    return count === 0 ? now : count === 1 ? last : more.replace("#", number(count));
  },
  date(at, how, zone) {
    const [year, month, day] = zone === "UTC" ? [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()] : [at.getFullYear(), at.getMonth(), at.getDate()];
    if (how === "month") return `${ways.months[month]} ${year}`;
    if (how === "long") return `${day} ${ways.months[month]} ${year}`;
    return how === "medium" ? `${day} ${ways.shortMonths[month]} ${year}` : `${day} ${ways.shortMonths[month]}`;
  },
  time: (at) => `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`,
  weekday: (at) => ways.weekdays[at.getDay()] ?? "",
  number: (value) => number(value),
  compact(value) {
    const step = ways.steps.find(([size]) => Math.abs(value) >= size);
    return step ? `${number(value / step[0], 1)} ${step[1]}` : number(value, 1);
  },
  listed: (parts) => (parts.length < 3 ? parts.join(ways.and) : parts.join(ways.comma)),
  language: (lang) => names[lang],
  async whole() {
    names = (await import("virtual:names/lo")).default;
  },
};
