/** Why there is no translation, in a sentence. */
import { nameOf, t } from "../kit/i18n.svelte";
import { clock } from "../kit/time";
import type { Lang, Reason } from "../kit/types";

export function whyNot(reason: Reason | null, source: Lang, target: Lang): string {
  const facts = reason?.facts ?? {};
  const names = { source: nameOf((facts.source as Lang) ?? source), target: nameOf((facts.target as Lang) ?? target) };
  switch (reason?.code) {
    case "undetermined":
      return t("translate.undetermined");
    case "same_language":
      return t("translate.same_language", { language: names.source });
    case "engine_down":
      return t("translate.engine_down", names);
    case "budget_spent":
      return t("translate.budget_spent", { at: clock(String(facts.resets_at ?? "")) });
    case "may_not_leave":
      return t("messages.stays_here", names);
    case "failed":
      return t("translate.nothing_good", names);
    default:
      return t("translate.no_engine", names);
  }
}
