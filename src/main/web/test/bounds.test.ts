import { describe, expect, it } from "vitest";
import { boundsOf } from "../src/parts/bounds";

describe("a value axis", () => {
  it("leaves a little room around what was measured", () => {
    expect(boundsOf({ min: 0, max: 100 }, [])).toEqual({ min: -8, max: 108 });
  });

  it("shows limits that are near", () => {
    expect(boundsOf({ min: 40, max: 60 }, [70, null, 30])).toEqual({ min: 28.4, max: 71.6 });
  });

  it("is not stretched by a limit far off", () => {
    expect(boundsOf({ min: 40, max: 60 }, [5000, -900]).max).toBe(61.6);
  });

  it("has a height where all values are one", () => {
    expect(boundsOf({ min: 5, max: 5 }, [])).toEqual({ min: 4.6, max: 5.4 });
    expect(boundsOf({ min: 0, max: 0 }, [])).toEqual({ min: -0.08, max: 0.08 });
  });
});
