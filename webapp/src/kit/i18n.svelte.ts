/** The app's own sentences in the reader's language. */
import { setupI18n, type Messages } from "@lingui/core";
import { browserLanguages, directionOf, languageName, uiLanguageFor, uiLanguages } from "./languages";
import { letStandIn, standIn } from "./standin";
import { keepPlain, recallPlain } from "./storage";
import type { Facts, Lang, UiLang } from "./types";

// what the first screen says, and all the rest: a language is two files, and others are never loaded
const first = import.meta.glob<Messages>("../locales/*.po", { query: "?first", import: "default" });
const rest = import.meta.glob<Messages>("../locales/*.po", { query: "?rest", import: "default" });
const wordsOf = (books: typeof first, lang: UiLang) => books[`../locales/${lang}.po`]!();

const standsIn = async (lang: UiLang) =>
  lang === "lo" && !Intl.DateTimeFormat.supportedLocalesOf(lang).length ? (await import("../locales/standin")).lao : null;

const i18n = setupI18n();
const state = $state<{ lang: UiLang; whole: boolean }>({ lang: "en", whole: false });
let coming: Promise<void> | null = null;

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

/** Everything the app says in the reader's language, not only what is on the first screen. */
export function whole(): Promise<void> {
  const lang = state.lang;
  coming ??= Promise.all([wordsOf(rest, lang), standIn()?.whole()]).then(
    ([messages]) => {
      i18n.load(lang, messages);
      if (state.lang === lang) state.whole = true;
    },
    (error: unknown) => {
      coming = null; // asked for again when it is needed
      throw error;
    },
  );
  return coming;
}

/** Load a language's messages, then show everything in it. `all`: or only the first screen, to begin with. */
export async function speak(lang: UiLang, { remember = true, all = true } = {}): Promise<void> {
  const [begun, others, speaker] = await Promise.all([wordsOf(first, lang), all ? wordsOf(rest, lang) : {}, standsIn(lang)]);
  if (all) await speaker?.whole();
  letStandIn(speaker);
  i18n.load(lang, { ...begun, ...others });
  i18n.activate(lang);
  coming = all ? Promise.resolve() : null;
  state.whole = all;
  state.lang = lang;
  document.documentElement.lang = lang;
  document.documentElement.dir = directionOf(lang);
  if (remember) keepPlain("ui", lang);
}

export function t(key: string, values?: Facts): string {
  void state.lang; // what called this is drawn again when the language changes
  if (!state.whole && !(key in i18n.messages)) return ""; // it comes in a moment
  return i18n._(key, values);
}

export function has(key: string): boolean {
  void state.lang;
  void state.whole;
  return key in i18n.messages;
}

/** A language's name; of a mixed text, the names of all its languages where they are known. */
export function nameOf(lang: Lang, mixed: readonly Lang[] = []): string {
  void state.whole;
  if (lang === "mul") return mixed.length > 1 ? listed(mixed.map((one) => nameOf(one))) : t("lang.mixed");
  if (lang === "und" || lang === "") return t("lang.unknown");
  return languageName(lang, state.lang);
}

/** Names in a row, the way the reader's language joins them. */
export function listed(parts: string[]): string {
  return standIn()?.listed(parts) ?? new Intl.ListFormat(state.lang, { type: "conjunction" }).format(parts);
}
