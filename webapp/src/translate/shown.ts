/** Which words the reader has in front of them instead of the original, by note or comment. */
import type { Lang, ShownWords } from "../kit/types";

const maxChars = 2000;
const words = new Map<string, ShownWords>();
const slot = (of: string, id: string) => `${of} ${id}`;

export function showing(of: "note" | "comment", id: string, lang: Lang, title: string, body: string, engine = "", proof = ""): void {
  // joined and cut as the server does it, or its seal would not fit
  const shown = [...`${title}\n${body}`.trim()].slice(0, maxChars).join("");
  words.set(slot(of, id), { of, id, lang, shown, engine, proof });
}

export function showingOriginal(of: string, id: string): void {
  words.delete(slot(of, id));
}

export function shownOf(of: "note" | "comment", id: string): ShownWords | null {
  return words.get(slot(of, id)) ?? null;
}
