/** What a member is called on the page. */
import { t } from "../kit/i18n.svelte";
import { plain } from "../kit/time";
import type { Byline } from "../kit/types";

export function shownName(who: Pick<Byline, "handle" | "name" | "momo" | "number">): string {
  if (who.number) return t("people.momo_number", { number: plain(who.number) });
  if (who.name) return who.name;
  return who.momo ? t("people.momo_of", { handle: who.handle }) : `@${who.handle}`;
}
