/** Why a card is here, as a sentence. */
import { has, nameOf, t } from "../kit/i18n.svelte";
import { known } from "../kit/languages";
import { tagged } from "../kit/text";
import type { Reason } from "../kit/types";
import { reader } from "../people/session.svelte";

const ofNote = new Set(["near", "readers_also", "wished"]);

export function reasonSentence(reason: Reason | null): string {
  if (!reason) return t("reason.none");
  const facts = { title: "", name: "", handle: "", topic: "", lang: "", region: "", ...reason.facts };
  if (ofNote.has(reason.code) && !facts.title) return t(`reason.${reason.code}_untitled`);
  // no bridge into a language of one's own, or into nobody knows which
  if (reason.code === "bridging" && (!known(facts.lang) || reader.reads(facts.lang))) return t("reason.readers_also_untitled");
  if (!facts.name) facts.name = facts.handle ? `@${facts.handle}` : "";
  if (facts.topic) facts.topic = tagged(facts.topic);
  if (facts.lang) facts.lang = nameOf(facts.lang);
  return has(`reason.${reason.code}`) ? t(`reason.${reason.code}`, facts) : t("reason.none");
}
