/** How a text note looks as a card: its paper, and how large its words stand. */
import { charsIn } from "../kit/text";
import { hashOf } from "../ui/hash";

export const papers = ["cream", "grid", "peach", "washi", "sage", "dusk", "kraft", "sky"] as const;
export type Paper = (typeof papers)[number];

export function paperOf(id: string): Paper {
  return papers[hashOf(id) % papers.length]!;
}

/** Wide letters (Chinese, Japanese, Korean, emoji) count for two. */
export function widthOf(text: string): number {
  const wide = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/gu);
  return charsIn(text) + (wide?.length ?? 0);
}

export type Size = "xl" | "l" | "m" | "s";

export function sizeOf(text: string): Size {
  const width = widthOf(text);
  if (width <= 18) return "xl";
  if (width <= 44) return "l";
  if (width <= 90) return "m";
  return "s";
}
