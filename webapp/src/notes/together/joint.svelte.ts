/** A note that two write together: each in their own column, saved as it is written. */
import { api } from "../../kit/api";
import { Problem } from "../../kit/problem";
import type { Byline, Lang } from "../../kit/types";
import { followChanges } from "../changes";

export interface Column {
  who: Byline | null;
  lang: Lang;
  title: string;
  body: string;
  rev: number;
  yes: boolean;
  saved: string | null;
}

export interface Joint {
  id: string;
  state: "invited" | "writing" | "published" | "closed";
  rev: number;
  topics: string[];
  first: boolean;
  other: Byline | null;
  mine: Column | null;
  theirs: Column | null;
  note: string | null;
  moved: string;
}

export interface Text {
  title: string;
  body: string;
  lang: Lang;
}

const saveAfterMs = 900;
/** So long after their words changed the other is said to be writing. */
const writingMs = 6_000;

export class JointDraft {
  now = $state.raw<Joint | null>(null);
  mine = $state<Text>({ title: "", body: "", lang: "en" });
  status = $state<"saved" | "saving" | "unsaved">("saved");
  error = $state.raw<unknown>(null);
  /** What was saved from elsewhere in the meantime; nothing is thrown away before one has chosen. */
  elsewhere = $state.raw<(Text & { rev: number }) | null>(null);
  writing = $state(false);
  private base = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly id: string) {}

  private get path(): string {
    return `/together/${encodeURIComponent(this.id)}`;
  }

  /** Read it, and keep up with the other until the returned function is called. */
  open(): () => void {
    void this.load();
    const stop = followChanges(this.id, () => void this.refresh());
    return () => {
      stop();
      clearTimeout(this.timer);
      clearTimeout(this.stopped);
      if (this.status === "unsaved") void this.save();
    };
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      this.take(await api.get<Joint>(this.path), true);
    } catch (failure) {
      this.error = failure;
    }
  }

  async refresh(): Promise<void> {
    try {
      const before = this.now?.theirs?.rev;
      const found = await api.get<Joint>(this.path);
      if (before !== undefined && found.theirs && found.theirs.rev !== before) this.seesWriting();
      this.take(found, this.status === "saved" && !this.elsewhere);
    } catch {
      // what is shown stays; the next change brings it
    }
  }

  private seesWriting(): void {
    this.writing = true;
    clearTimeout(this.stopped);
    this.stopped = setTimeout(() => (this.writing = false), writingMs);
  }

  private take(found: Joint, words: boolean): void {
    this.now = found;
    if (words && found.mine) {
      this.mine = { title: found.mine.title, body: found.mine.body, lang: found.mine.lang };
      this.base = found.mine.rev;
    }
  }

  /** Called while one types. */
  typed(): void {
    this.status = "unsaved";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), saveAfterMs);
  }

  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.elsewhere) return false;
    this.status = "saving";
    const sent = { ...this.mine };
    try {
      const found = await api.put<Joint>(`${this.path}/text`, { ...sent, base: this.base });
      this.base = found.mine?.rev ?? this.base;
      this.now = found;
      this.error = null;
      const same = sent.title === this.mine.title && sent.body === this.mine.body && sent.lang === this.mine.lang;
      if (!same) {
        this.typed();
        return false;
      }
      this.status = "saved";
      return true;
    } catch (failure) {
      this.status = "unsaved";
      if (failure instanceof Problem && failure.code === "saved_elsewhere") this.elsewhere = failure.facts as unknown as Text & { rev: number };
      else this.error = failure;
      return false;
    }
  }

  /** Keep what is written here, over what was saved from elsewhere; or take that instead. */
  async settle(keepMine: boolean): Promise<void> {
    const other = this.elsewhere;
    if (!other) return;
    this.base = other.rev;
    this.elsewhere = null;
    if (!keepMine) {
      this.mine = { title: other.title, body: other.body, lang: other.lang };
      this.status = "saved";
      await this.load();
    } else await this.save();
  }

  async join(lang: Lang): Promise<void> {
    this.take(await api.put<Joint>(`${this.path}/joined`, { lang }), true);
  }

  async giveUp(): Promise<void> {
    await api.delete(this.path);
  }

  async yes(on: boolean): Promise<void> {
    if (on) {
      if (this.status !== "saved" && !(await this.save())) return;
      this.take(await api.put<Joint>(`${this.path}/yes`, { rev: this.now!.rev }), false);
    } else {
      await api.delete(`${this.path}/yes`);
      await this.refresh();
    }
  }

  async topics(topics: string[]): Promise<void> {
    this.take(await api.put<Joint>(`${this.path}/topics`, { topics, rev: this.now!.rev }), false);
  }
}
