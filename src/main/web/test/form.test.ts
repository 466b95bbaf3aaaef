import { expect, test } from "vitest";
import { fieldOf, wordsOf } from "../src/parts/form";

test("a refusal is shown at the field its path names", () => {
  expect(fieldOf("shifts[2].email", ["shifts.1.email", "shifts.2.email"])).toBe("shifts.2.email");
  expect(fieldOf("term.amount", ["term", "clause"])).toBe("term");
  expect(fieldOf("termination", ["term"])).toBeNull();
});

test("the place is not said twice", () => {
  expect(wordsOf("contact mei: email: expected an address, found another")).toBe("expected an address, found another");
  expect(wordsOf("nobody is on call")).toBe("nobody is on call");
});
