/** Change the language of the app, and remember it with the member. */
import { api } from "../kit/api";
import { speak } from "../kit/i18n.svelte";
import type { Me, UiLang } from "../kit/types";
import { session, update } from "./session.svelte";

export async function speakAs(lang: UiLang): Promise<void> {
  await speak(lang);
  if (session.me && session.me.ui_lang !== lang) update(await api.patch<Me>("/me", { ui_lang: lang }));
}
