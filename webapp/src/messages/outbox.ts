/** Messages on their way: kept in this browser until the square has them, sent once each, in order. */
import { api } from "../kit/api";
import { Problem } from "../kit/problem";
import { keep, recall } from "../kit/storage";
import type { Message, Outgoing } from "./types";

const slot = "letter.outbox";
const hearers = new Set<() => void>();
/** What a browser that keeps nothing has in mind until the window closes. */
let unkept: Outgoing[] | null = null;
const kept = (): Outgoing[] => recall<Outgoing[]>(slot) ?? [];
const all = (): Outgoing[] => unkept ?? kept();

function put(list: Outgoing[]): void {
  keep(slot, list.length > 0 ? list : null);
  unkept = kept().length === list.length ? null : list;
  for (const hear of hearers) hear();
}

/** Called when what waits is other than before, here or in another window. */
export function whenOutgoing(hear: () => void): () => void {
  const other = (event: StorageEvent) => event.key === `qiao.${slot}` && hear();
  hearers.add(hear);
  addEventListener("storage", other);
  return () => {
    hearers.delete(hear);
    removeEventListener("storage", other);
  };
}

export const outgoingOf = (member: string, to: string): Outgoing[] => all().filter((one) => one.by === member && one.to === to);

export function add(one: Outgoing): void {
  put([...all(), one]);
}

export function drop(key: string): void {
  put(all().filter((one) => one.key !== key));
}

const pathOf = (to: string) => (to.startsWith("@") ? `/members/${encodeURIComponent(to.slice(1))}/messages` : `/conversations/${to}/messages`);

let sending: Promise<void> | null = null;

/** Send what waits, oldest first. `sent` hears of each message; one that is refused stays, with why. */
export async function sendAll(member: string, sent: (one: Outgoing, message: Message) => void = () => undefined): Promise<void> {
  // one after the other, in all windows: what was written first comes first
  while (sending) await sending;
  sending = (async () => {
    if (navigator.locks) await navigator.locks.request("qiao-letters", () => sendEach(member, sent));
    else await sendEach(member, sent);
  })();
  try {
    await sending;
  } finally {
    sending = null;
  }
}

async function sendEach(member: string, sent: (one: Outgoing, message: Message) => void): Promise<void> {
  const stuck = new Set<string>();
  for (let one: Outgoing | undefined; (one = all().find((next) => next.by === member && !next.failed && !stuck.has(next.to))); ) {
    const now = one;
    try {
      const pictures = now.pictures.map(({ id, alt }) => ({ id, alt }));
      // the key is its own: sent from two windows, or twice, it is one message
      const message = await api.post<Message>(pathOf(now.to), { body: now.body, pictures, note: now.note }, { key: now.key, quiet: true });
      sent(now, message);
      drop(now.key);
    } catch (error) {
      // what the square does not take stays, with why: its writer decides
      if (error instanceof Problem && error.status < 500 && !error.signedOut) put(all().map((other) => (other.key === now.key ? { ...other, failed: error.code } : other)));
      // what comes after it to the same person waits, so that the order stays
      stuck.add(now.to);
      if (!(error instanceof Problem)) return;
    }
  }
}
