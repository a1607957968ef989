/** Which pairs the square's engines speak, and into which of the reader's languages a text can go. */
import { api } from "../kit/api";
import { known, sameLang } from "../kit/languages";
import type { Lang } from "../kit/types";
import { reader } from "../people/session.svelte";

let pairs = $state.raw<[Lang, Lang][]>([]);
let asked: Promise<void> | null = null;

/** Ask once which pairs there are; without an answer everything is tried in the UI language. */
export function learnPairs(): Promise<void> {
  asked ??= api
    .get<{ pairs: [Lang, Lang][] }>("/languages")
    .then((found) => {
      pairs = found.pairs;
    })
    .catch(() => {
      asked = null;
    });
  return asked;
}

/** The first of the reader's languages that an engine speaks from `lang`; else the UI's own. */
export function targetFor(lang: Lang): Lang {
  if (!known(lang)) return reader.target;
  return reader.preferred.find((to) => speaks(lang, to)) ?? reader.target;
}

/** Whether an engine is known to speak a pair. */
export function speaks(from: Lang, to: Lang): boolean {
  return pairs.some(([a, b]) => sameLang(a, from) && sameLang(b, to));
}

/** Whether an engine is known to turn a text into a language; of a mixed one, a part is enough. */
export function canTranslate(lang: Lang, mixed: readonly Lang[], to: Lang): boolean {
  return (lang === "mul" ? mixed : [lang]).some((one) => speaks(one, to));
}
