/** Who is reading: the member signed in, the languages they read, what they are invited to. */
import { api } from "../kit/api";
import { speak, ui } from "../kit/i18n.svelte";
import { browserLanguages, readsAny, uiLanguages } from "../kit/languages";
import { Problem } from "../kit/problem";
import { forgetAll, keep, recall } from "../kit/storage";
import type { Lang, Me } from "../kit/types";

type Status = "asking" | "in" | "out" | "unreachable";

const state = $state<{ status: Status; me: Me | null; guestLangs: Lang[]; inviting: string | null }>({
  status: "asking",
  me: null,
  guestLangs: recall<Lang[]>("langs") ?? browserLanguages(),
  inviting: null,
});

export const session = {
  get status(): Status {
    return state.status;
  },
  get me(): Me | null {
    return state.me;
  },
};

/** The reader, signed in or not. */
export const reader = {
  /** Languages they read without help. */
  get langs(): Lang[] {
    const said = state.me?.langs.length ? state.me.langs : state.guestLangs;
    return readsAny(ui.lang, said) ? said : [...said, ui.lang];
  },
  /** What others' words are turned into. */
  get target(): Lang {
    return ui.lang;
  },
  /** For choosing a version: the UI language first, then the others they read. */
  get preferred(): Lang[] {
    return [ui.lang, ...this.langs];
  },
  reads(lang: Lang): boolean {
    return readsAny(lang, this.langs);
  },
};

export async function whoAmI(): Promise<void> {
  try {
    await welcome(await api.get<Me>("/me"));
  } catch (error) {
    state.status = error instanceof Problem ? "out" : "unreachable";
  }
}

/** Take in a member who signed in, and speak their language. */
export async function welcome(me: Me): Promise<void> {
  state.me = me;
  state.status = "in";
  if (me.ui_lang !== ui.lang && uiLanguages.includes(me.ui_lang)) await speak(me.ui_lang);
}

export function update(me: Me): void {
  state.me = me;
}

export async function signOut(): Promise<void> {
  await api.delete("/sessions/current");
  forgetAll("letter.");
  state.me = null;
  state.status = "out";
}

export function setGuestLangs(langs: Lang[]): void {
  state.guestLangs = langs;
  keep("langs", langs);
}

/** What a guest is kindly asked to sign up for; the key of a sentence. */
export const invitation = {
  get why(): string | null {
    return state.inviting;
  },
  close(): void {
    state.inviting = null;
  },
};

export function invite(why = "invite.do"): void {
  if (state.me) {
    // the session ended elsewhere; what was typed stays where it is
    state.me = null;
    state.status = "out";
  }
  state.inviting = why;
}

/** True for a member; a guest is invited instead. */
export function mayAct(why: string): boolean {
  if (state.me) return true;
  invite(why);
  return false;
}
