/** What a reader asks of their feed: more of this, less of that, nothing on a topic. */
import { api, withQuery } from "../kit/api";
import { explain } from "../kit/explain";
import { nameOf, t } from "../kit/i18n.svelte";
import { known } from "../kit/languages";
import { tagged } from "../kit/text";
import { Problem } from "../kit/problem";
import type { Card, WishAbout, WishKind } from "../kit/types";
import { renewLists } from "../notes/lists.svelte";
import { shownName } from "../people/names";
import { mayAct } from "../people/session.svelte";
import type { IconName } from "../ui/Icon.svelte";
import { toast } from "../ui/toasts.svelte";

/** One thing there can be more or less of. */
export interface Choice {
  about: WishAbout;
  value?: string;
  label: string;
  icon: IconName;
}

type Noted = Pick<Card, "id" | "topics" | "author" | "lang">;

export const topicsOf = (card: Pick<Card, "topics">) => card.topics.map((topic) => (typeof topic === "string" ? { slug: topic, label: topic } : topic));

/** What of a note a reader may want more or less of. */
export function choicesOf(card: Noted, wish: WishKind): Choice[] {
  const found: Choice[] = [{ about: "note", label: t("wish.what_note"), icon: wish === "more" ? "louder" : "quieter" }];
  for (const { slug, label } of topicsOf(card)) found.push({ about: "topic", value: slug, label: t("wish.what_topic", { label: tagged(label) }), icon: "topic" });
  if (card.author.handle) found.push({ about: "author", value: card.author.handle, label: t("wish.what_author", { label: shownName(card.author) }), icon: "me" });
  if (known(card.lang)) found.push({ about: "lang", value: card.lang, label: t("wish.what_lang", { label: nameOf(card.lang) }), icon: "globe" });
  if (wish === "less") found.push({ about: "repeat", label: t("wish.what_repeat"), icon: "clock" });
  return found;
}

const inExplore = (name: string) => name === "explore";

/**
 * Do it, say so, and offer to take it back. `fold` hides the card and answers what shows it again;
 * the square's refusal shows it again too.
 */
async function asked(said: string, { fold, send, undo }: { fold?: () => () => void; send: () => Promise<unknown>; undo: () => Promise<unknown> }): Promise<void> {
  if (!mayAct("invite.wish")) return;
  const unfold = fold?.();
  try {
    await send();
  } catch (error) {
    unfold?.();
    if (!(error instanceof Problem && error.signedOut)) toast(explain(error));
    return;
  }
  renewLists(inExplore);
  toast(said, {
    label: t("ui.undo"),
    run: () => {
      unfold?.();
      undo().then(
        () => renewLists(inExplore),
        (error) => toast(explain(error)),
      );
    },
  });
}

const path = (note: string) => `/feeds/wishes/${encodeURIComponent(note)}`;

export const takeBack = (note: string, about: WishAbout) => api.delete(withQuery(path(note), { about }));

export function ask(card: Noted, wish: WishKind, { about, value, label }: Choice, fold?: () => () => void): Promise<void> {
  const said = about === "repeat" ? t("wish.done_repeat") : t(`wish.done_${wish}`, { what: label });
  return asked(said, {
    fold: wish === "less" ? fold : undefined,
    send: () => api.put(path(card.id), { wish, about, ...(value === undefined ? {} : { value }) }),
    undo: () => takeBack(card.id, about),
  });
}

const mutePath = (slug: string) => `/feeds/muted-topics/${encodeURIComponent(slug)}`;

export const unmute = (slug: string) => api.delete(mutePath(slug));

export function mute({ slug, label }: { slug: string; label: string }, fold?: () => () => void): Promise<void> {
  return asked(t("wish.muted", { label: tagged(label) }), { fold, send: () => api.put(mutePath(slug)), undo: () => unmute(slug) });
}
