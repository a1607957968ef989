/** Words typed under a note and not sent: kept for this visit. */
import { keep, recall } from "../kit/storage";
import { hasThings, noThings, type Things } from "./things";

const slot = (note: string, parent: string | null) => `comment.${note}.${parent ?? "top"}`;

export const commentDraft = (note: string, parent: string | null): string => recall<string>(slot(note, parent), "session") ?? "";

/** Whether what is typed there is to be said as momo; with the words it is forgotten. */
export const commentAsMomo = (note: string, parent: string | null): boolean => recall<boolean>(`${slot(note, parent)}.momo`, "session") ?? false;

export function keepAsMomo(note: string, parent: string | null, momo: boolean): void {
  keep(`${slot(note, parent)}.momo`, momo || null, "session");
}

/** The pictures and the sticker there; the square has the pictures already. */
export const commentThings = (note: string, parent: string | null): Things => recall<Things>(`${slot(note, parent)}.things`, "session") ?? noThings;

export function keepCommentThings(note: string, parent: string | null, things: Things): void {
  keep(`${slot(note, parent)}.things`, hasThings(things) ? things : null, "session");
}

export const hasCommentDraft = (note: string): boolean => commentDraft(note, null) !== "" || hasThings(commentThings(note, null));

export function keepCommentDraft(note: string, parent: string | null, text: string): void {
  keep(slot(note, parent), text || null, "session");
}
