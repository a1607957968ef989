/** Change the language of the app, and remember it with the member. */
import { api } from "../kit/api";
import { explain } from "../kit/explain";
import { speak, t } from "../kit/i18n.svelte";
import type { Me, UiLang } from "../kit/types";
import { toast } from "../ui/toasts.svelte";
import { session, update } from "./session.svelte";

export async function speakAs(lang: UiLang): Promise<void> {
  try {
    await speak(lang);
  } catch {
    return void toast(t("error.offline")); // its messages are not on this device
  }
  if (!session.me || session.me.ui_lang === lang) return;
  try {
    update(await api.patch<Me>("/me", { ui_lang: lang }));
  } catch (error) {
    toast(explain(error)); // spoken here all the same
  }
}
