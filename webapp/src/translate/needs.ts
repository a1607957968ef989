/** Whether a reader may want help with a text. */
import { hasEmoji } from "../kit/text";
import type { Lang } from "../kit/types";
import { reader } from "../people/session.svelte";

export function wantsHelp(lang: Lang, text: string): boolean {
  if (text.trim() === "") return false;
  if (lang === "mul") return true;
  if (lang === "und" || lang === "") return hasEmoji(text);
  return !reader.reads(lang);
}
