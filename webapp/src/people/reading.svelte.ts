/** How the reader wants other languages: their choice for all of them, and for each. */
import { api } from "../kit/api";
import { explain } from "../kit/explain";
import { sameLang } from "../kit/languages";
import { keep, recall } from "../kit/storage";
import type { Choice, Lang, Me, Reading } from "../kit/types";
import { toast } from "../ui/toasts.svelte";
import { reader, session, update } from "./session.svelte";

const usual: Reading = { default: { mode: "tap", original: "hidden" }, langs: {} };
const state = $state<{ guest: Reading }>({ guest: { ...usual, ...recall<Reading>("reading") } });

/** The choice as it stands: a member's own, or what this browser keeps for a guest. */
export function reading(): Reading {
  return session.me?.reading ?? state.guest;
}

/** The choice for a text in `lang`; a mixed one follows its first foreign language. */
export function choiceFor(lang: Lang, mixed: readonly Lang[] = []): Choice {
  const { default: all, langs } = reading();
  const asked = lang === "mul" ? (mixed.find((one) => !reader.reads(one)) ?? lang) : lang;
  for (const [own, choice] of Object.entries(langs)) if (sameLang(own, asked)) return choice;
  return all;
}

/** Shown at once, kept for the next visit. */
export async function choose(next: Reading): Promise<void> {
  const me = session.me;
  if (!me) {
    state.guest = next;
    keep("reading", next);
    return;
  }
  update({ ...me, reading: next });
  try {
    await api.patch<Me>("/me", { reading: next });
  } catch (error) {
    if (session.me?.reading === next) update({ ...session.me, reading: me.reading });
    toast(explain(error));
  }
}
