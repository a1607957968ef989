/** What a comment has beside its words: pictures and a sticker. */
import type { KeptPhoto } from "../media/tray.svelte";
import type { Sticker } from "../kit/types";
import { ui } from "../kit/i18n.svelte";

export interface Things {
  photos: KeptPhoto[];
  sticker: Sticker | null;
}

export const noThings: Things = { photos: [], sticker: null };
export const hasThings = (things: Things): boolean => things.photos.length > 0 || things.sticker !== null;

export function sentThings({ photos, sticker }: Things): Record<string, unknown> {
  return {
    ...(photos.length > 0 ? { media: photos.map(({ media, alt }) => ({ id: media.id, alt: alt.trim() })) } : {}),
    ...(sticker ? { sticker: sticker.id } : {}),
  };
}

/** What a sticker shows, in the app's language or the next best; with the language it is in. */
export function stickerName({ names }: Sticker): { text: string; lang: string } {
  for (const lang of [ui.lang, ui.lang.split("-")[0]!, "en", ...Object.keys(names)]) {
    const text = names[lang];
    if (text) return { text, lang };
  }
  return { text: "", lang: "und" };
}
