import { describe, expect, it, vi } from "vitest";
import type { TracedDevice, TracedUnit } from "../src/rooms/quality/quality";

// what the client looks into as it loads; Node has none
vi.stubGlobal("sessionStorage", { getItem: () => null });
vi.stubGlobal("localStorage", { getItem: () => "en" });
const { fanOf, leaves, resultsOf, treeOf } = await import("../src/rooms/quality/quality");

const unit = (serial: string, parent: string, level: number, to: string | null = null) => ({ serial, parent, level, to }) as unknown as TracedUnit;

describe("what was found", () => {
  it("is of every item drawn, none where nothing was typed", () => {
    expect(resultsOf(["3", "7", "9"], { "7": 2, "9": "" })).toEqual({ "3": 0, "7": 2, "9": 0 });
  });
});

describe("the tree of a unit", () => {
  it("has parts below their parents, and knows what was there before", () => {
    const tree = treeOf("gx-1", [unit("board", "gx-1", 1), unit("old", "gx-1", 1, "2026-01-01T00:00:00Z"), unit("lot", "board", 2)]);
    expect(tree.children.map((each) => [each.name, each.kind])).toEqual([["board", "part"], ["old", "former"]]);
    expect(tree.children[0]?.children[0]?.name).toBe("lot");
    expect(leaves(tree)).toBe(2);
  });

  it("fans out by customer", () => {
    const devices = [{ serial: "a", customer: "acme" }, { serial: "b", customer: null }, { serial: "c", customer: "acme" }] as TracedDevice[];
    const tree = fanOf("cap-1", devices, "nobody");
    expect(tree.children.map((each) => [each.name, each.children.length])).toEqual([["acme", 2], ["nobody", 1]]);
  });
});
