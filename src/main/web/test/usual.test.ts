import { describe, expect, it } from "vitest";
import { usualOf } from "../src/rooms/support/usual";

const hours = (...means: number[]): [number, number][] => means.map((mean, i) => [i * 3_600_000, mean]);

describe("what is usual", () => {
  it("lies between the least and greatest values of most hours, around the median", () => {
    const means = Array.from({ length: 21 }, (_, i) => 40 + i);
    const found = usualOf({ points: hours(...means), min: means.map((each) => each - 1), max: means.map((each) => each + 1) });
    expect(found).toEqual({ low: 40, high: 60, median: 50 });
  });

  it("is not bent by one hour that went wrong", () => {
    const means = [...Array.from({ length: 40 }, () => 42), 900];
    expect(usualOf({ points: hours(...means) })).toEqual({ low: 42, high: 42, median: 42 });
  });

  it("is not told of a few hours", () => {
    expect(usualOf({ points: hours(1, 2, 3, 4, 5) })).toBeNull();
  });
});
