// What a metric is like when nothing is wrong: the range that it keeps to in nine hours of ten, and its median. Pure.

export interface Hours {
  /** [epoch milliseconds, mean of the hour]. */
  points: [number, number][];
  min?: number[];
  max?: number[];
}

export interface Usual {
  low: number;
  high: number;
  median: number;
}

/** Fewer hours say nothing about what is usual. */
const FEWEST = 6;

/** Null where there is too little to go by. Each hour's least and greatest values count; a twentieth of either is left out. */
export function usualOf(hours: Hours): Usual | null {
  if (hours.points.length < FEWEST) return null;
  const means = hours.points.map((point) => point[1]);
  return {
    low: quantile(hours.min ?? means, 0.05),
    high: quantile(hours.max ?? means, 0.95),
    median: quantile(means, 0.5),
  };
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? NaN;
  return below + (at % 1) * ((sorted[Math.ceil(at)] ?? below) - below);
}
