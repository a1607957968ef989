/** Which pairs the square's engines speak, and into which of the reader's languages a text can go. */
import { api } from "../kit/api";
import { known, sameLang } from "../kit/languages";
import type { Lang } from "../kit/types";
import { reader } from "../people/session.svelte";

let pairs = $state.raw<[Lang, Lang][]>([]);
let asked: Promise<void> | null = null;

/** Ask once which pairs there are; without an answer everything is tried in the UI language. */
export function learnPairs(): void {
  asked ??= api
    .get<{ pairs: [Lang, Lang][] }>("/languages")
    .then((found) => {
      pairs = found.pairs;
    })
    .catch(() => {
      asked = null;
    });
}

/** The first of the reader's languages that an engine speaks from `lang`; else the UI's own. */
export function targetFor(lang: Lang): Lang {
  if (!known(lang)) return reader.target;
  const speaks = (to: Lang) => pairs.some(([a, b]) => sameLang(a, lang) && sameLang(b, to));
  return reader.preferred.find(speaks) ?? reader.target;
}
