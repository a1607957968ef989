/** Who people were elsewhere, and whom they look for from there. */
import { api, newKey } from "../kit/api";
import { problemOf, Unreachable } from "../kit/problem";
import type { Byline } from "../kit/types";

// names of places are said alike in every language
export const places = { tiktok: "TikTok", instagram: "Instagram", xiaohongshu: "小红书 RedNote", mastodon: "Mastodon", weibo: "微博 Weibo", x: "X", youtube: "YouTube", bluesky: "Bluesky", threads: "Threads" } as const;
export type Place = keyof typeof places;
export const placeNames = Object.entries(places) as [Place, string][];
/** Whose files say whom one follows. */
export const withFiles: Place[] = ["tiktok", "instagram", "mastodon"];

export interface Claim {
  platform: Place;
  handle: string;
  shown: boolean;
  found: boolean;
}

export interface Found {
  member: Byline;
  platform: Place;
  handle: string;
  followed: boolean;
  contested: boolean;
}

export interface People {
  claims: Claim[];
  sought: { platform: Place; count: number; until: string }[];
  found: Found[];
}

/** Kept in one piece whichever way the sentence around it runs. */
export const apart = (text: string) => `\u2068${text}\u2069`;

/** Names out of what somebody pasted: lines, commas, blanks. */
export const namesIn = (text: string) => [...new Set(text.split(/[\s,;，；、]+/).filter((name) => name.length > 1))].slice(0, 5000);

export async function seekInFile(platform: Place, file: File): Promise<People> {
  const path = `/me/sought/file?platform=${platform}`;
  let answer: Response;
  try {
    answer = await fetch(api.base + path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/octet-stream", "Idempotency-Key": newKey(), Accept: "application/json" },
      body: file,
    });
  } catch {
    throw new Unreachable(path);
  }
  const text = await answer.text();
  if (!answer.ok) throw problemOf(answer.status, text);
  return JSON.parse(text) as People;
}
