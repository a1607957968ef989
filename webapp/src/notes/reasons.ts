/** Why a card is here, as a sentence. */
import { has, t } from "../kit/i18n.svelte";
import type { Reason } from "../kit/types";

export function reasonSentence(reason: Reason | null): string {
  if (!reason) return t("reason.none");
  const facts = { title: "", name: "", handle: "", topic: "", ...reason.facts };
  if (reason.code === "near" && !facts.title) return t("reason.near_untitled");
  if (!facts.name) facts.name = facts.handle ? `@${facts.handle}` : "";
  return has(`reason.${reason.code}`) ? t(`reason.${reason.code}`, facts) : t("reason.none");
}
