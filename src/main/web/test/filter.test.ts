import { describe, expect, it } from "vitest";
import { complete } from "../src/parts/filter";

const at = (text: string, values = {}) => complete(text, text.length, values).options;

describe("what may come next in a filter", () => {
  it("is a field at the beginning, and after and, or and a bracket", () => {
    expect(at("")).toContain("firmware");
    expect(at("mo")).toEqual(["model"]);
    expect(at("site = hz and fir")).toEqual(["firmware"]);
    expect(at("not (cust")).toEqual(["customer"]);
  });
  it("is a comparison after a field, as the field allows", () => {
    expect(at("firmware ")).toContain("<=");
    expect(at("frozen ")).not.toContain("<=");
  });
  it("is a value that is known, quoted where it must be", () => {
    expect(at("model = ", { model: ["gateway-x1", "pump p2"] })).toEqual(["gateway-x1", '"pump p2"']);
    expect(at("frozen = IN_R")).toEqual(["IN_REPAIR"]);
    expect(at("firmware in (1.4.0, ", { firmware: ["1.5.0"] })).toEqual(["1.5.0"]);
  });
  it("is and or or after a condition", () => {
    expect(at("site = hz ")).toEqual(["and", "or"]);
    expect(at("site = hz a")).toEqual(["and"]);
  });
  it("replaces only the word at the caret", () => {
    expect(complete("mo = x", 2).from).toBe(0);
    expect(complete("site = hz and mo", 16).from).toBe(14);
  });
});
