// How far a value axis goes: around what was measured, with the limits that are near. Pure.

export interface Range {
  min: number;
  max: number;
}

/** A limit further off than this many times the measured range would flatten the line. */
const NEAR = 4;

/** With a little room on either side, and as finely as an axis says it. */
export function boundsOf(measured: Range, limits: (number | null | undefined)[]): Range {
  const size = measured.max - measured.min || Math.abs(measured.max) || 1;
  const near = limits.filter((each): each is number => each != null && each - measured.max < NEAR * size && measured.min - each < NEAR * size);
  const room = size * 0.08;
  return {
    min: fine(Math.min(measured.min, ...near) - room),
    max: fine(Math.max(measured.max, ...near) + room),
  };
}

const fine = (value: number) => Number(value.toPrecision(4));
