import { expect, test, vi } from "vitest";

vi.stubGlobal("sessionStorage", { getItem: () => null });
const { healthOf, stageOf } = await import("../src/rooms/customers/mine");
const { drawing, inkOf } = await import("../src/parts/drawing");

test("a signature is strokes of whole numbers and nothing else", () => {
  const text = drawing([[[1.4, 2], [10, 20.6]], [[5, 5]]], 300, 120);
  expect(text).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120">' +
      '<path d="M1 2L10 21" fill="none" stroke="#000000" stroke-width="2"/>' +
      '<path d="M5 5L5 5" fill="none" stroke="#000000" stroke-width="2"/></svg>',
  );
});

test("a dot is no ink", () => {
  expect(inkOf([[[5, 5]]])).toBe(0);
  expect(inkOf([[[0, 0], [3, 4]]])).toBe(5);
});

test("a silent device and one with a severe ticket are not well", () => {
  expect(healthOf(false, {})).toBe("bad");
  expect(healthOf(true, { major: 1 })).toBe("bad");
  expect(healthOf(true, { warning: 1 })).toBe("attention");
  expect(healthOf(undefined, undefined)).toBe("well");
});

test("stages follow the work", () => {
  expect(["NEW", "QUOTED", "REPAIRING", "AWAITING_SIGNOFF", "CLOSED"].map(stageOf)).toEqual(["received", "offer", "repair", "signoff", "done"]);
});
