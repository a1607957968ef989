/** Height over width of a card's cover. */
import type { Size } from "./covers";

const most = 1.45; // a very tall picture is cropped to this
const least = 0.62;

export function shapeOf(w: number, h: number): number {
  if (!(w > 0 && h > 0)) return 1;
  return Math.min(most, Math.max(least, h / w));
}

export const textShape: Record<Size, number> = { xl: 1.12, l: 1.22, m: 1.3, s: 1.36 };
