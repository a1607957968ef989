/** Words typed under a note and not sent: kept for this visit. */
import { keep, recall } from "../kit/storage";

const slot = (note: string, parent: string | null) => `comment.${note}.${parent ?? "top"}`;

export const commentDraft = (note: string, parent: string | null): string => recall<string>(slot(note, parent), "session") ?? "";

/** Whether what is typed there is to be said as momo; with the words it is forgotten. */
export const commentAsMomo = (note: string, parent: string | null): boolean => recall<boolean>(`${slot(note, parent)}.momo`, "session") ?? false;

export function keepAsMomo(note: string, parent: string | null, momo: boolean): void {
  keep(`${slot(note, parent)}.momo`, momo || null, "session");
}

export const hasCommentDraft = (note: string): boolean => commentDraft(note, null) !== "";

export function keepCommentDraft(note: string, parent: string | null, text: string): void {
  keep(slot(note, parent), text || null, "session");
}
