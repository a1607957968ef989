/** Where each card goes: the shorter column, in reading order, known before a picture has loaded. */

export interface Spot {
  column: number;
  top: number;
}

export interface Laid {
  spots: Spot[];
  height: number;
  /** Where a band across all columns begins. */
  bandTop: number;
}

/** Lies across all columns before the card with this index. */
export interface Band {
  before: number;
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
export function layOut(heights: number[], columns: number, gap: number, chosen: number[], band?: Band): Laid {
  const bottoms: number[] = new Array(columns).fill(0);
  let bandTop = 0;
  const spots = heights.map((height, index) => {
    if (band && index === band.before) {
      bandTop = Math.max(...bottoms);
      bottoms.fill(bandTop + band.height + gap);
    }
    let column = chosen[index];
    if (column === undefined || column >= columns) {
      column = shortest(bottoms);
      chosen[index] = column;
    }
    const top = bottoms[column]!;
    bottoms[column] = top + height + gap;
    return { column, top };
  });
  return { spots, height: Math.max(0, ...bottoms) - (heights.length > 0 ? gap : 0), bandTop };
}

/**
 * Of the cards from `from` to `to`, the one before which the columns end most evenly. `chosen` holds
 * the columns of the cards that stand already.
 */
export function evenest(heights: number[], columns: number, gap: number, chosen: readonly number[], from: number, to: number): number {
  const bottoms: number[] = new Array(columns).fill(0);
  let found = -1;
  let least = Infinity;
  for (let index = 0; index <= Math.min(to, heights.length - 1); index += 1) {
    const uneven = Math.max(...bottoms) - Math.min(...bottoms);
    if (index >= from && uneven < least) [found, least] = [index, uneven];
    bottoms[chosen[index] ?? shortest(bottoms)]! += heights[index]! + gap;
  }
  return found;
}

function shortest(bottoms: readonly number[]): number {
  let column = 0;
  for (let other = 1; other < bottoms.length; other += 1) if (bottoms[other]! < bottoms[column]! - 1) column = other;
  return column;
}
