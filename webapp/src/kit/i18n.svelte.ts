/** The app's own sentences in the reader's language. */
import { setupI18n, type Messages } from "@lingui/core";
import { browserLanguages, directionOf, languageName, uiLanguageFor, uiLanguages } from "./languages";
import { letStandIn, standIn } from "./standin";
import { keepPlain, recallPlain } from "./storage";
import type { Facts, Lang, UiLang } from "./types";

const books: Record<UiLang, () => Promise<{ default: Messages }>> = {
  en: () => import("../locales/en.po"),
  "zh-Hans": () => import("../locales/zh-Hans.po"),
  "zh-Hant": () => import("../locales/zh-Hant.po"),
  ja: () => import("../locales/ja.po"),
  ko: () => import("../locales/ko.po"),
  es: () => import("../locales/es.po"),
  fr: () => import("../locales/fr.po"),
  pt: () => import("../locales/pt.po"),
  ar: () => import("../locales/ar.po"),
  lo: () => import("../locales/lo.po"),
};

const standsIn = async (lang: UiLang) =>
  lang === "lo" && !Intl.DateTimeFormat.supportedLocalesOf(lang).length ? (await import("../locales/standin")).lao : null;

const i18n = setupI18n();
const state = $state<{ lang: UiLang }>({ lang: "en" });

export const ui = {
  get lang(): UiLang {
    return state.lang;
  },
  get rtl(): boolean {
    return directionOf(state.lang) === "rtl";
  },
};

export function firstUiLanguage(): UiLang {
  const kept = recallPlain("ui") as UiLang | null;
  return kept && uiLanguages.includes(kept) ? kept : uiLanguageFor(browserLanguages());
}

/** Load a language's messages, then show everything in it. */
export async function speak(lang: UiLang, { remember = true } = {}): Promise<void> {
  const [{ default: messages }, speaker] = await Promise.all([books[lang](), standsIn(lang)]);
  letStandIn(speaker);
  i18n.loadAndActivate({ locale: lang, messages });
  state.lang = lang;
  document.documentElement.lang = lang;
  document.documentElement.dir = directionOf(lang);
  if (remember) keepPlain("ui", lang);
}

export function t(key: string, values?: Facts): string {
  void state.lang; // what called this is drawn again when the language changes
  return i18n._(key, values);
}

export function has(key: string): boolean {
  void state.lang;
  return key in i18n.messages;
}

/** A language's name; of a mixed text, the names of all its languages where they are known. */
export function nameOf(lang: Lang, mixed: readonly Lang[] = []): string {
  if (lang === "mul") return mixed.length > 1 ? listed(mixed.map((one) => nameOf(one))) : t("lang.mixed");
  if (lang === "und" || lang === "") return t("lang.unknown");
  return languageName(lang, state.lang);
}

/** Names in a row, the way the reader's language joins them. */
export function listed(parts: string[]): string {
  return standIn()?.listed(parts) ?? new Intl.ListFormat(state.lang, { type: "conjunction" }).format(parts);
}
