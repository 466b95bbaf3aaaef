import { expect, test } from "vitest";
import { complete, quoted } from "../src/parts/filter";

const known = { model: ["gateway-x1", "pump-p2"], site: ["hall 1"] };
const at = (text: string) => complete(text, text.length, known);

test("fields come first, narrowed by what is begun", () => {
  expect(at("").options).toContain("firmware");
  expect(at("fir")).toEqual({ from: 0, options: ["firmware"] });
  expect(at("model = gateway-x1 and si")).toEqual({ from: 23, options: ["site", "site.zone"] });
});

test("a field is followed by what it compares with", () => {
  expect(at("firmware ").options).toContain("<=");
  expect(at("ticket.open ").options).toEqual(["=", "!=", "in", "not in"]);
});

test("values are those there are, quoted where they must be", () => {
  expect(at("model = ").options).toEqual(["gateway-x1", "pump-p2"]);
  expect(at("model = pu")).toEqual({ from: 8, options: ["pump-p2"] });
  expect(at("site in (").options).toEqual(['"hall 1"']);
  expect(at("frozen = ").options).toEqual(["IN_REPAIR", "DISPUTED", "IN_SOAK"]);
  expect(quoted("and")).toBe('"and"');
});

test("a condition is followed by a joint, and a bracket is closed", () => {
  expect(at("exists lot ").options).toEqual(["and", "or"]);
  expect(at("(model = pump-p2 ").options).toEqual(["and", "or", ")"]);
  expect(at("model in (gateway-x1 ").options).toEqual([",", ")"]);
  expect(at("lot is null ").options).toEqual(["and", "or"]);
});
