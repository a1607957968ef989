/** A card's words in the reader's language, for who wants that language translated by itself. */
import { nameOf, t } from "../kit/i18n.svelte";
import type { Card, Lang } from "../kit/types";
import { wantsHelp } from "./needs";
import { canTranslate, learnPairs, targetFor } from "./spoken.svelte";
import { inTurn } from "./turns";
import { Understanding } from "./understanding.svelte";

const excerptChars = 140;

export interface CardWords {
  title: string;
  excerpt: string;
  lang: Lang;
  /** By whom, for who points at the mark. */
  label: string;
}

/** Ask for the words of a card that came into view; null where nobody here can translate it. */
export async function wordsOfCard(card: Card): Promise<CardWords | null> {
  await learnPairs();
  const target = targetFor(card.lang);
  if (!wantsHelp(card.lang, `${card.title}\n${card.excerpt}`, card.mixed) || !canTranslate(card.lang, card.mixed ?? [], target)) return null;
  const asked = new Understanding("note", card.id, target);
  await new Promise<void>((done) => inTurn(() => asked.ask({ quiet: true }).finally(done)));
  const made = asked.translation;
  if (asked.phase !== "done" || !made || made.engine.kind === "none") return null;
  const flat = made.body.split(/\s+/).join(" ").trim();
  const excerpt = flat.length > excerptChars ? `${[...flat].slice(0, excerptChars).join("").trimEnd()}…` : flat;
  const label = made.engine.kind === "person" ? t("translate.by_person_from", { language: nameOf(card.lang) }) : t("translate.by_machine_from", { engine: made.engine.name, language: nameOf(card.lang) });
  return { title: made.title, excerpt, lang: target, label };
}
