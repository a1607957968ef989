/** What a member is called on the page. */
import { t } from "../kit/i18n.svelte";
import type { Byline } from "../kit/types";

export function shownName(who: Pick<Byline, "handle" | "name" | "momo">): string {
  if (who.name) return who.name;
  return who.momo ? t("people.momo_of", { handle: who.handle }) : `@${who.handle}`;
}
