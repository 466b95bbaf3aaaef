// Where the points of a life's curve lie on the drawing: hours to the right, the share that failed upwards.

export interface Point {
  share: number;
  value: number | null;
  lower: number | null;
  upper: number | null;
}

const LEFT = 50;
const RIGHT = 710;
const TOP = 10;
const BOTTOM = 225;

/** 1, 2 or 5 times a power of ten. */
export function stepFor(most: number, count = 5): number {
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
}

/** The curve ends a little beyond its last point; bounds further away leave the drawing. */
export function frameOf(curve: Point[]) {
  const most = Math.max(1e-9, ...curve.map((point) => point.value ?? 0)) * 1.15;
  const x = (age: number) => LEFT + ((RIGHT - LEFT) * Math.min(age, most)) / most;
  const y = (share: number) => BOTTOM - (BOTTOM - TOP) * share;
  const at = (age: number | null, share: number) => `${x(age ?? most).toFixed(1)},${y(share).toFixed(1)}`;
  const step = stepFor(most);
  const known = curve.filter((point) => point.value != null);
  return {
    x,
    y,
    ticks: Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step),
    line: [`${LEFT},${BOTTOM}`, ...known.map((point) => at(point.value, point.share))].join(" "),
    band: [...curve.map((point) => at(point.lower ?? 0, point.share)), ...[...curve].reverse().map((point) => at(point.upper, point.share))].join(" "),
  };
}
