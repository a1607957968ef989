/** One conversation as it stands: loaded, told anew when it changes, in the order it was said. */
import { api, newKey, withQuery } from "../kit/api";
import { session } from "../people/session.svelte";
import { setMail } from "../notices/unread.svelte";
import { add, outgoingOf, sendAll } from "./outbox";
import type { Conversation, Counts, Message, MessagePage, Outgoing } from "./types";

const mostPages = 8;

export class Talk {
  about = $state.raw<Conversation | null>(null);
  /** Oldest first. */
  items = $state.raw<Message[]>([]);
  outgoing = $state.raw<Outgoing[]>([]);
  cursor = $state<string | null>(null);
  readUntil = $state<string | null>(null);
  loaded = $state(false);
  private turn = 0;

  constructor(
    public id: string,
    readonly handle: string,
  ) {}

  get to(): string {
    return this.id || `@${this.handle}`;
  }

  get mayWrite(): boolean {
    const about = this.about;
    return about !== null && about.other !== null && !["asked", "closed"].includes(about.state);
  }

  /** A stranger gets words alone until she answers. */
  get asks(): boolean {
    return this.about?.state === "stranger";
  }

  async load(): Promise<void> {
    const mine = ++this.turn;
    const about = await api.get<Conversation>(this.id ? `/conversations/${this.id}` : `/members/${encodeURIComponent(this.handle)}/conversation`);
    if (mine !== this.turn) return;
    this.id = about.id;
    if (!about.id) this.items = [];
    else await this.pages(mine);
    if (mine !== this.turn) return;
    this.about = about;
    this.loaded = true;
    this.wait();
  }

  /** As much again as was loaded: what was changed further up is shown as it is now. */
  private async pages(mine: number): Promise<void> {
    const oldest = this.items[0]?.id;
    const found: Message[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < mostPages; page += 1) {
      const next: MessagePage = await api.get<MessagePage>(withQuery(`/conversations/${this.id}/messages`, { cursor }));
      if (mine !== this.turn) return;
      if (page === 0) this.readUntil = next.read_until;
      found.push(...next.items);
      cursor = next.cursor;
      if (!cursor || !oldest || found.some((one) => one.id <= oldest)) break;
    }
    this.items = found.reverse();
    this.cursor = cursor;
  }

  async more(): Promise<void> {
    if (!this.cursor) return;
    const mine = this.turn;
    const page = await api.get<MessagePage>(withQuery(`/conversations/${this.id}/messages`, { cursor: this.cursor }));
    if (mine !== this.turn) return;
    const have = new Set(this.items.map((one) => one.id));
    this.items = [...page.items.filter((one) => !have.has(one.id)).reverse(), ...this.items];
    this.cursor = page.cursor;
  }

  /** Show what waits to be sent from here. */
  wait(): void {
    const me = session.me?.member.id;
    this.outgoing = me ? [...(this.handle ? outgoingOf(me, `@${this.handle}`) : []), ...(this.id ? outgoingOf(me, this.id) : [])] : [];
  }

  /** Put words on their way; they are shown at once. */
  async say(body: string, pictures: Outgoing["pictures"], note: string | null = null): Promise<void> {
    const me = session.me?.member.id;
    if (!me) return;
    add({ by: me, key: newKey(), to: this.to, at: new Date().toISOString(), body, pictures, note });
    this.wait();
    await this.send();
  }

  async send(): Promise<void> {
    const me = session.me?.member.id;
    if (!me) return;
    let first = false;
    await sendAll(me, (one, message) => {
      if (one.to !== this.to) return;
      first ||= !this.id || this.about?.state !== "open";
      this.id = message.conversation;
      if (!this.items.some((other) => other.id === message.id)) this.items = [...this.items, message].sort((a, b) => (a.id < b.id ? -1 : 1));
    });
    this.wait();
    if (first) await this.load();
  }

  /** What the reader has in front of them is read. */
  async see(): Promise<void> {
    const last = this.items.at(-1);
    if (!this.id || !this.about || this.about.unread === 0 || !last) return;
    this.about = { ...this.about, unread: 0 };
    setMail(await api.put<Counts>(`/conversations/${this.id}/seen`, { until: last.id }));
  }

  replace(message: Message): void {
    this.items = this.items.map((one) => (one.id === message.id ? message : one));
  }
}
