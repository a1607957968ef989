/** The video of a note being written: sent in pieces, watched while it is made playable. */
import { api, newKey } from "../kit/api";
import { Problem, problemOf, Unreachable } from "../kit/problem";
import type { Video, VideoDesk } from "../kit/types";

export const videoTypes = "video/mp4,video/quicktime,video/webm,.mp4,.mov,.m4v,.webm,.mkv";
const lookMs = 1500;
const againMs = 2000;
const pieceBytes = 2 * 1024 * 1024;

/** What a draft remembers of its video: enough to go on after the page was closed. */
export interface KeptClip {
  id: string;
  alt: string;
  name: string;
  size: number;
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export class Clip {
  desk = $state.raw<VideoDesk | null>(null);
  video = $state.raw<Video | null>(null);
  alt = $state("");
  /** The file itself, where it was chosen in this window: to look at while it is sent. */
  preview = $state<string | null>(null);
  /** 0..1 of what is to be sent. */
  sent = $state(0);
  error = $state.raw<unknown>(null);
  posterMs = $state<number | null>(null);
  name = $state("");
  private file: File | null = null;
  private key = newKey();
  private turn = 0;
  private kept = $state.raw<KeptClip | null>(null);

  get there(): boolean {
    return this.file !== null || this.kept !== null;
  }

  /** All of it has arrived: a note may be posted with it, now or as soon as it plays. */
  get postable(): boolean {
    return this.video !== null && ["waiting", "working", "ready"].includes(this.video.state);
  }

  get ready(): boolean {
    return this.video?.state === "ready";
  }

  get failed(): boolean {
    return this.error !== null || this.video?.state === "failed";
  }

  /** Its bytes are missing and nobody here has them: the same file has to be chosen again. */
  get lost(): boolean {
    return this.file === null && this.video?.state === "sending";
  }

  get keeps(): KeptClip | null {
    return this.kept && { ...this.kept, alt: this.alt };
  }

  /** Hear what is taken here. */
  async ask(): Promise<void> {
    try {
      this.desk = await api.get<VideoDesk>("/videos");
    } catch {
      this.desk = null;
    }
  }

  /** Go on with what a draft kept, or with nothing. */
  take(kept: KeptClip | null): void {
    this.clear();
    if (!kept) return;
    this.kept = kept;
    this.alt = kept.alt;
    this.name = kept.name;
    void this.watch();
  }

  /** Take this file: a new one, or the one of which some has been sent already. */
  async choose(file: File): Promise<void> {
    const goingOn = this.lost && this.kept?.size === file.size ? this.video : null;
    if (!goingOn) {
      const alt = this.alt;
      this.remove();
      this.alt = alt;
    }
    this.file = file;
    this.name = file.name;
    this.error = null;
    if (this.preview) URL.revokeObjectURL(this.preview);
    this.preview = URL.createObjectURL(file);
    await this.send();
  }

  /** Send what is missing; over a line that breaks it goes on where it broke. */
  async send(): Promise<void> {
    const file = this.file;
    if (!file) return;
    const turn = ++this.turn;
    this.error = null;
    try {
      const most = this.desk?.max_bytes;
      if (most && file.size > most) throw new Problem(0, "video_too_large", { max_mb: Math.floor(most / 1e6) }, []);
      let video = this.video ?? (await api.post<Video>("/videos", { bytes: file.size }, { key: this.key }));
      if (turn !== this.turn) return void api.delete(`/videos/${video.id}`).catch(() => undefined);
      this.kept = { id: video.id, alt: this.alt, name: file.name, size: file.size };
      this.video = video;
      while (video.state === "sending" && video.got < file.size) {
        video = await this.piece(file, video);
        if (turn !== this.turn) return;
        this.video = video;
        this.sent = video.got / file.size;
      }
      if (video.state === "sending") {
        this.video = await api.put<Video>(`/videos/${video.id}/sent`, { poster_ms: this.posterMs });
      }
      await this.watch();
    } catch (error) {
      if (turn !== this.turn) return;
      this.error = error;
      if (error instanceof Problem) this.key = newKey();
    }
  }

  private async piece(file: File, video: Video): Promise<Video> {
    const data = await file.slice(video.got, video.got + pieceBytes).arrayBuffer();
    for (let tried = 0; ; tried += 1) {
      try {
        const answer = await fetch(`${api.base}/videos/${video.id}/bytes?offset=${video.got}`, {
          method: "PUT",
          headers: { "Content-Type": "application/octet-stream", Accept: "application/json", ...(await hashOf(data)) },
          credentials: "same-origin",
          body: data,
        }).catch(() => {
          throw new Unreachable("/videos");
        });
        const text = await answer.text();
        if (answer.ok) return JSON.parse(text) as Video;
        throw problemOf(answer.status, text);
      } catch (error) {
        if (error instanceof Problem && error.code === "video_at") return await api.get<Video>(`/videos/${video.id}`);
        const passing = error instanceof Unreachable || (error instanceof Problem && (error.status >= 500 || error.code === "video_garbled"));
        if (!passing || tried >= 5 || !this.file) throw error;
        await pause(againMs * (tried + 1));
      }
    }
  }

  /** Look again until it plays or cannot. */
  private async watch(): Promise<void> {
    const turn = ++this.turn;
    const id = this.kept?.id;
    while (id && turn === this.turn) {
      try {
        this.video = await api.get<Video>(`/videos/${id}`);
        this.sent = this.video.bytes > 0 ? this.video.got / this.video.bytes : 0;
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return this.clear();
        if (error instanceof Problem) this.error = error;
      }
      if (turn !== this.turn || !this.video || !["waiting", "working"].includes(this.video.state)) return;
      await pause(lookMs);
    }
  }

  /** Have another moment stand on the card. */
  async choosePoster(ms: number): Promise<void> {
    this.posterMs = Math.round(ms);
    if (this.video?.state !== "ready" && this.video?.state !== "sending") return;
    try {
      this.video = await api.put<Video>(`/videos/${this.video.id}/poster`, { at_ms: this.posterMs });
      if (this.video.state === "waiting") await this.watch();
    } catch (error) {
      this.error = error;
    }
  }

  /** Take it out of the note, and off the square. */
  remove(): void {
    const id = this.kept?.id;
    this.clear();
    if (id) void api.delete(`/videos/${id}`).catch(() => undefined);
  }

  /** Forget it here; what is on the square stays. */
  clear(): void {
    this.turn += 1;
    if (this.preview) URL.revokeObjectURL(this.preview);
    this.preview = this.error = this.file = this.kept = this.video = this.posterMs = null;
    this.alt = this.name = "";
    this.sent = 0;
    this.key = newKey();
  }
}

async function hashOf(data: ArrayBuffer): Promise<Record<string, string>> {
  // only a secure context has it; without it TCP's own checks must do
  if (!crypto.subtle) return {};
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return { "X-Sha256": Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}
