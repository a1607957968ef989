/** People and topics for this reader: asked once a visit, put away when they wish. */
import { api } from "../kit/api";
import { keep, recall } from "../kit/storage";
import type { PersonOffered, TopicOffered } from "../kit/types";
import { learnFollow } from "../people/follows.svelte";
import { session } from "../people/session.svelte";

export interface Offered {
  people: PersonOffered[];
  topics: TopicOffered[];
}

const restMs = 14 * 24 * 3600 * 1000;
const nothing = { items: [] };
const state = $state<{ offered: (Offered & { to: string }) | null; putAway: boolean }>({ offered: null, putAway: Date.now() < (recall<number>("discover_rests") ?? 0) });
let asking: Promise<Offered> | null = null;
let askedFor = "";
const readerNow = () => session.me?.member.id ?? "";

export const discover = {
  /** What is offered, once it is here. */
  get offered(): Offered | null {
    return state.offered?.to === readerNow() ? state.offered : null;
  },
  get putAway(): boolean {
    return state.putAway;
  },
};

async function fetchBoth(to: string): Promise<Offered> {
  // either may be missing; what is there is shown
  const [people, topics] = await Promise.all([
    api.get<{ items: PersonOffered[] }>("/feeds/people").catch(() => nothing),
    api.get<{ items: TopicOffered[] }>("/feeds/topics").catch(() => nothing),
  ]);
  people.items.forEach((one) => learnFollow(one.member));
  const offered = { people: people.items, topics: topics.items };
  state.offered = { to, ...offered };
  return offered;
}

export function offer({ anew = false } = {}): Promise<Offered> {
  const reader = readerNow();
  if (anew || reader !== askedFor) asking = null;
  askedFor = reader;
  return (asking ??= fetchBoth(reader));
}

export function putAway(): void {
  state.putAway = true;
  keep("discover_rests", Date.now() + restMs);
}
