/** Notes written without a network: kept in this browser, sent once when it is back, by who wrote them. */
import { api } from "../kit/api";
import { Problem } from "../kit/problem";
import { keep, recall } from "../kit/storage";
import type { AudienceKind, Note } from "../kit/types";

export interface Waiting {
  by: string;
  key: string;
  note: { title: string; body: string; topics: string[]; media: { id: string; alt: string }[]; audience: AudienceKind; chosen: string[]; momo?: boolean };
}

const all = (): Waiting[] => recall<Waiting[]>("outbox") ?? [];

export const waitingOf = (member: string): Waiting[] => all().filter((one) => one.by === member);

export function wait(one: Waiting): void {
  keep("outbox", [...all().filter((other) => other.key !== one.key), one]);
}

function done(key: string): void {
  const left = all().filter((one) => one.key !== key);
  keep("outbox", left.length > 0 ? left : null);
}

let sending = false;

/** Send what waits. `posted` hears of each note; `refused` gets back what the square does not take. */
export async function sendWaiting(member: string, posted: (note: Note) => void, refused: (one: Waiting, why: Problem) => void): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (const one of waitingOf(member)) {
      try {
        // the key is the draft's own: sent from two windows, or twice, it is one note
        const note = await api.post<Note>("/notes", one.note, { key: one.key, quiet: true });
        done(one.key);
        posted(note);
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500 || error.status === 429 || error.signedOut) return;
        done(one.key);
        refused(one, error);
      }
    }
  } finally {
    sending = false;
  }
}
