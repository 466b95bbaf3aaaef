import { expect, test } from "vitest";
import { around, difference } from "../src/parts/difference";

const marks = (before: string, after: string) => difference(before, after).map((line) => line.mark + line.text);

test("what both texts have is kept in order", () => {
  expect(marks("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual([" a", "-b", "+x", " c", "+d"]);
  expect(marks("", "a\n")).toEqual(["+a"]);
  expect(marks("a\n", "a\n")).toEqual([" a"]);
  expect(marks("a\nb\n", "b\na\n").filter((line) => line.startsWith(" "))).toHaveLength(1);
});

test("lines far from a difference are counted instead of shown", () => {
  const before = Array.from({ length: 20 }, (_, i) => "line " + i).join("\n");
  const shown = around(difference(before, before.replace("line 10", "other")), 2);
  expect(shown[0]).toEqual({ mark: "…", count: 8 });
  expect(shown.filter((line) => line.mark !== "…")).toHaveLength(6);
  expect(shown.at(-1)).toEqual({ mark: "…", count: 7 });
});
