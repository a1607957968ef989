/** Which words of a note a reader is shown first: the author's, or a person's version of them. */
import { bestOf, known } from "../kit/languages";
import type { Lang } from "../kit/types";
import { choiceFor } from "../people/reading.svelte";
import { reader } from "../people/session.svelte";

/** The language of the version to show at once, or null for the original. */
export function versionFor(lang: Lang, offered: Record<Lang, unknown>): Lang | null {
  const langs = Object.keys(offered ?? {});
  if (langs.length === 0 || (known(lang) && reader.reads(lang)) || choiceFor(lang).mode === "never") return null;
  return bestOf(langs, reader.preferred);
}
