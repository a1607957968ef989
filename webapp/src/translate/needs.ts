/** Whether a reader may want help with a text. */
import { hasEmoji } from "../kit/text";
import type { Lang } from "../kit/types";
import { reader } from "../people/session.svelte";

export function wantsHelp(lang: Lang, text: string, mixed: readonly Lang[] = []): boolean {
  if (text.trim() === "") return false;
  if (lang === "mul") return mixed.length === 0 || !mixed.every((one) => reader.reads(one));
  if (lang === "und" || lang === "") return hasEmoji(text);
  return !reader.reads(lang);
}
