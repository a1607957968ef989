// How a language says days, counts and other languages' names, for browsers that were built without it.
// Read from this machine's own Intl while building, so nothing of CLDR is written down here.
import { readFileSync } from "node:fs";

const units = ["year", "month", "week", "day", "hour", "minute", "second"];

/** What `webapp/src/locales/standin.ts` needs, of a language that Chromium leaves out. */
export function waysOf(lang) {
  if (!Intl.DateTimeFormat.supportedLocalesOf(lang).length) throw new Error(`this Node has no ${lang} in its Intl`);
  const part = (options, at, type) =>
    new Intl.DateTimeFormat(lang, { timeZone: "UTC", ...options }).formatToParts(at).find((one) => one.type === type).value;
  const months = (month) => Array.from({ length: 12 }, (_, at) => part({ month, day: "numeric" }, Date.UTC(2024, at, 3), "month"));
  const said = new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" });
  const number = (value) => new Intl.NumberFormat(lang).formatToParts(value);
  return {
    months: months("long"),
    shortMonths: months("short"),
    // the first of January 2024 was a Monday
    weekdays: Array.from({ length: 7 }, (_, at) => part({ weekday: "long" }, Date.UTC(2023, 11, 31 + at), "weekday")),
    ago: Object.fromEntries(units.map((unit) => [unit, [said.format(0, unit), said.format(-1, unit), said.format(-5, unit).replace("5", "#")]])),
    steps: [1e9, 1e6, 1e3].map((size) => [size, new Intl.NumberFormat(lang, { notation: "compact" }).formatToParts(size).find((one) => one.type === "compact").value]),
    group: number(1234567).find((one) => one.type === "group").value,
    decimal: number(1.5).find((one) => one.type === "decimal").value,
    and: new Intl.ListFormat(lang).format(["a", "b"]).slice(1, -1),
    comma: new Intl.ListFormat(lang).format(["a", "b", "c"]).slice(1, -4),
  };
}

/** What a language calls the languages that a member may read. */
export function namesIn(lang) {
  const names = new Intl.DisplayNames([lang], { type: "language", fallback: "none" });
  const source = readFileSync(new URL("../src/kit/languages.ts", import.meta.url), "utf8");
  const tags = [...source.slice(source.indexOf("readable"), source.indexOf(").split")).matchAll(/"([^"]+)"/g)].flatMap((m) => m[1].trim().split(" "));
  return Object.fromEntries(tags.map((tag) => [tag, names.of(tag)]).filter(([, name]) => name));
}

const made = { "virtual:ways/": waysOf, "virtual:names/": namesIn };

export function ways() {
  const startOf = (id) => Object.keys(made).find((start) => id.startsWith(start));
  return {
    name: "qiao-ways",
    resolveId: (id) => (startOf(id) ? `\0${id}` : null),
    load(id) {
      const start = startOf(id.slice(1));
      if (!start) return null;
      return { code: `export default ${JSON.stringify(made[start](id.slice(1 + start.length)))}`, moduleType: "js", map: null };
    },
  };
}
