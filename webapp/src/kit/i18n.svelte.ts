/** The app's own sentences in the reader's language. */
import { setupI18n, type Messages } from "@lingui/core";
import { browserLanguages, languageName, uiLanguageFor, uiLanguages } from "./languages";
import { keepPlain, recallPlain } from "./storage";
import type { Facts, Lang, UiLang } from "./types";

const books: Record<UiLang, () => Promise<{ default: Messages }>> = {
  en: () => import("../locales/en.po"),
  "zh-Hans": () => import("../locales/zh-Hans.po"),
  ar: () => import("../locales/ar.po"),
};

const i18n = setupI18n();
const state = $state<{ lang: UiLang }>({ lang: "en" });

export const ui = {
  get lang(): UiLang {
    return state.lang;
  },
  get rtl(): boolean {
    return state.lang === "ar";
  },
};

export function firstUiLanguage(): UiLang {
  const kept = recallPlain("ui") as UiLang | null;
  return kept && uiLanguages.includes(kept) ? kept : uiLanguageFor(browserLanguages());
}

/** Load a language's messages, then show everything in it. */
export async function speak(lang: UiLang, { remember = true } = {}): Promise<void> {
  const { default: messages } = await books[lang]();
  i18n.loadAndActivate({ locale: lang, messages });
  state.lang = lang;
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
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
  return new Intl.ListFormat(state.lang, { type: "conjunction" }).format(parts);
}
