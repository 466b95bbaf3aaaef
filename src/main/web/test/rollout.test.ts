import { describe, expect, it } from "vitest";
import { EMPTY, planOf } from "../src/rooms/engineers/plan";
import { evidenceOf, placeOf, ratioOf, ratioWords } from "../src/rooms/engineers/rollout";

describe("the plan of a rollout", () => {
  it("says nothing of what was left empty", () => {
    expect(planOf(EMPTY)).toEqual({});
  });
  it("takes shares and numbers of devices as waves, and shares as numbers in gates", () => {
    expect(planOf({ ...EMPTY, waves: "10, 50%，100%", holdBack: "20%", soak: "1h 2h", alpha: "5%", opensHoldBack: false })).toEqual({
      waves: [10, "50%", "100%"], holdBack: "20%", opensHoldBack: false, gates: { soak: ["1h", "2h"], alpha: 0.05 },
    });
  });
  it("has a window in the time of each site unless another zone is named", () => {
    expect(planOf({ ...EMPTY, schedule: "0 0 2 * * ?" }).maintenance).toEqual({ schedule: "0 0 2 * * ?", duration: "2h", timezone: "site" });
  });
});

describe("a rate ratio", () => {
  it("stands in the middle where the release changes nothing, and at the edge beyond sixteen", () => {
    expect(placeOf(1)).toBe(0.5);
    expect(placeOf(100)).toBe(1);
    expect(placeOf(0)).toBe(0);
  });
  it("is endless where only updated devices had the event", () => {
    const ratio = ratioOf({ ratio: { estimate: null, lower: 1.5, upper: null }, treatedEvents: 3, controlEvents: 0 });
    expect(ratioWords(ratio)).toBe("∞ [1.5 – ∞]");
  });
  it("has all the evidence where it halts", () => {
    expect(evidenceOf({ logEvidence: 5, logNeeded: 4 })).toBe(1);
  });
});
