// How finely a stretch of time is to be read: raw where that is few points, else in round buckets.

const SECOND = 1000;
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800,
].map((seconds) => seconds * SECOND);

/** As many points as a picture can show apart. */
export const ENOUGH = 700;
export const RAW_AT_MOST = 3000;

/**
 * The length of a bucket in milliseconds, or null to read what the device sent.
 *
 * @param interval how often the device reports, in milliseconds; null when not known
 */
export function resolution(from: number, to: number, interval: number | null): number | null {
  const span = to - from;
  if (span / (interval ?? SECOND) <= RAW_AT_MOST) return null;
  return STEPS.find((step) => span / step <= ENOUGH) ?? STEPS[STEPS.length - 1]!;
}

/** 10s, 5m, PT10S and the like, in milliseconds; null for what is none of these. */
export function millis(text: string | null | undefined): number | null {
  const short = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text ?? "");
  if (short) {
    const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[short[2] as "ms" | "s" | "m" | "h" | "d"];
    return Number(short[1]) * unit;
  }
  const iso = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text ?? "");
  if (!iso || text === "PT") return null;
  return ((Number(iso[1] ?? 0) * 60 + Number(iso[2] ?? 0)) * 60 + Number(iso[3] ?? 0)) * 1000;
}

/** As the API takes it. */
export const everyText = (step: number) => (step >= SECOND ? step / SECOND + "s" : "1s");

/** Points with a null wherever nothing was heard for so long that no line must be drawn. */
export function broken(points: [number, number][], longest: number): [number, number | null][] {
  const found: [number, number | null][] = [];
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before && point[0] - before[0] > longest) found.push([before[0] + 1, null]);
    found.push(point);
  });
  return found;
}
