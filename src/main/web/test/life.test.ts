import { expect, test } from "vitest";
import { frameOf, stepFor } from "../src/rooms/engineers/life";

test("ticks are round", () => {
  expect(stepFor(115)).toBe(50);
  expect(stepFor(9)).toBe(2);
});

test("the curve stays within the drawing, and what has no upper bound ends at its edge", () => {
  const frame = frameOf([{ share: 0.5, value: 100, lower: 60, upper: null }]);
  expect(frame.line).toBe("50,225 623.9,117.5");
  expect(frame.band.split(" ").at(-1)).toBe("710.0,117.5");
  expect(frame.ticks).toEqual([0, 50, 100]);
});
