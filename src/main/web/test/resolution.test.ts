import { expect, test } from "vitest";
import { broken, everyText, millis, resolution } from "../src/parts/resolution";

const HOUR = 3_600_000;

test("a day of readings every ten seconds comes in buckets, an hour of them raw", () => {
  expect(resolution(0, 24 * HOUR, 10_000)).toBe(300_000);
  expect(resolution(0, HOUR, 10_000)).toBeNull();
  expect(resolution(0, 24 * HOUR, 60_000)).toBeNull();
});

test("never more points than can be told apart, however long the stretch", () => {
  const step = resolution(0, 365 * 24 * HOUR, 10_000) ?? 0;
  expect((365 * 24 * HOUR) / step).toBeLessThanOrEqual(700);
});

test("intervals are read as the models write them", () => {
  expect(millis("10s")).toBe(10_000);
  expect(millis("PT1M")).toBe(60_000);
  expect(millis("5m")).toBe(300_000);
  expect(millis(undefined)).toBeNull();
  expect(everyText(300_000)).toBe("300s");
});

test("no line is drawn over a silence", () => {
  expect(broken([[0, 1], [10, 2], [500, 3]], 50)).toEqual([[0, 1], [10, 2], [11, null], [500, 3]]);
});
