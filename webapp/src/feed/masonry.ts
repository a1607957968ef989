/** Where each card goes: the shorter column, in reading order, known before a picture has loaded. */

export interface Spot {
  column: number;
  top: number;
}

export interface Laid {
  spots: Spot[];
  height: number;
}

export function columnsFor(width: number): number {
  if (width < 620) return 2;
  return Math.max(3, Math.min(6, Math.floor(width / 250)));
}

/**
 * Place cards of these heights (px). `chosen` holds the columns that earlier cards were given: they
 * stay there when a height turns out a little different, so nothing jumps sideways.
 */
export function layOut(heights: number[], columns: number, gap: number, chosen: number[]): Laid {
  const bottoms: number[] = new Array(columns).fill(0);
  const spots = heights.map((height, index) => {
    let column = chosen[index];
    if (column === undefined || column >= columns) {
      column = 0;
      for (let other = 1; other < columns; other += 1) {
        if (bottoms[other]! < bottoms[column]! - 1) column = other;
      }
      chosen[index] = column;
    }
    const top = bottoms[column]!;
    bottoms[column] = top + height + gap;
    return { column, top };
  });
  return { spots, height: Math.max(0, ...bottoms) - (heights.length > 0 ? gap : 0) };
}
