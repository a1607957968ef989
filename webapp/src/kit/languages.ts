/** Languages: their names, which way they are written, whether two tags mean the same. */
import { standIn } from "./standin";
import type { Lang, UiLang } from "./types";

/** What the app itself speaks, each with a PO file and in the order of the menu. */
export const uiLanguages: UiLang[] = ["en", "zh-Hans", "zh-Hant", "ja", "ko", "es", "fr", "pt", "ar", "lo"];

/** What a member may say they read; any other BCP 47 tag the server sends is shown as well. */
export const readable: Lang[] = (
  "en zh-Hans zh-Hant ar es pt fr ja ko de it ru hi bn ur fa tr vi th lo km my id ms fil nl pl uk cs sk " +
  "hu ro bg sr hr sl el he sv da nb fi et lv lt ca gl eu sw am ha yo ig zu so ka hy az kk uz mn ta te kn ml mr gu pa si ne ug bo yue"
).split(" ");

function maximal(tag: Lang): Intl.Locale | null {
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    return null;
  }
}

/** The tag as the square writes it: "zh-CN" is "zh-Hans", "pt-BR" is "pt". */
export function tidyTag(tag: string): Lang {
  const locale = maximal(tag);
  if (!locale) return tag;
  if (locale.language === "zh") return locale.script === "Hant" ? "zh-Hant" : "zh-Hans";
  return locale.language === "no" ? "nb" : locale.language;
}

/** Whether a reader of `b` can read `a`: the same language in the same script. */
export function sameLang(a: Lang, b: Lang): boolean {
  if (a === b) return true;
  const [x, y] = [maximal(a), maximal(b)];
  return x !== null && y !== null && x.language === y.language && x.script === y.script;
}

export const known = (lang: Lang): boolean => lang !== "" && lang !== "und" && lang !== "mul";

export function readsAny(lang: Lang, langs: readonly Lang[]): boolean {
  return langs.some((one) => sameLang(lang, one));
}

/** The best of `offered` for someone who prefers `wanted`, in that order. */
export function bestOf(offered: readonly Lang[], wanted: readonly Lang[]): Lang | null {
  for (const want of wanted) {
    const found = offered.find((offer) => sameLang(offer, want));
    if (found) return found;
  }
  return null;
}

const rightToLeft = new Set(["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"]);

export function directionOf(lang: Lang): "rtl" | "ltr" | "auto" {
  if (!known(lang)) return "auto";
  const script = maximal(lang)?.script;
  return script && rightToLeft.has(script) ? "rtl" : "ltr";
}

export function browserLanguages(): Lang[] {
  const tags = navigator.languages?.length ? navigator.languages : [navigator.language || "en"];
  return [...new Set(tags.map(tidyTag))];
}

/** The app's language for somebody who reads these, the dearest first; dialects of what it speaks count. */
export function uiLanguageFor(tags: readonly Lang[]): UiLang {
  for (const tag of tags.map(tidyTag)) {
    const spoken = nearTo[tag] ?? tag;
    const found = uiLanguages.find((one) => one === spoken);
    if (found) return found;
  }
  return "en";
}

const nearTo: Record<Lang, UiLang> = { yue: "zh-Hant", nan: "zh-Hant", hak: "zh-Hant", wuu: "zh-Hans" };

const names = new Map<string, Intl.DisplayNames>();

function namesIn(lang: Lang): Intl.DisplayNames {
  let found = names.get(lang);
  if (!found) {
    found = new Intl.DisplayNames([lang, "en"], { type: "language", fallback: "code" });
    names.set(lang, found);
  }
  return found;
}

export function languageName(lang: Lang, inLang: Lang): string {
  if (lang === "lo" && inLang === "lo") return "ລາວ"; // where the browser has no Lao it would say so in English
  try {
    return (inLang === "lo" ? standIn()?.language(lang) : undefined) ?? namesIn(inLang).of(lang) ?? lang;
  } catch {
    return lang;
  }
}

/** A language's own name, as its readers would look for it: in a list, so with a capital where there are any. */
export function ownName(lang: Lang): string {
  const name = languageName(lang, lang);
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
}
