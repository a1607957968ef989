/** What a place is called, in the app's language or the next best. */
import { ui } from "../kit/i18n.svelte";
import type { NotePlace } from "../kit/types";

export function placeName({ slug, names }: NotePlace): { text: string; lang: string } {
  for (const lang of [ui.lang, ui.lang.split("-")[0]!, "und", "en", ...Object.keys(names)]) {
    const text = names[lang];
    if (text) return { text, lang };
  }
  return { text: slug, lang: "und" };
}

export const placeHref = (slug: string): string => `/p/${encodeURIComponent(slug)}`;
