import { afterEach, expect, test } from "vitest";
import { becauseText, clauseText } from "../src/format";
import { i18n } from "../src/words";

const CLAUSE = "质保期外 一.2 同样在[X]小时内做出响应";
const ENDED = {
  because: "WARRANTY ended at 2026-11-22T16:00:00Z",
  becauseKey: "entitlement.ended",
  becauseArgs: { basis: "WARRANTY", endAt: "2026-11-22T16:00:00Z" },
};
const speak = (language: "en" | "zh") => (i18n.global.locale.value = language);
afterEach(() => speak("en"));

test("a clause says what was agreed where its text leaves it open", () => {
  speak("zh");
  expect(clauseText(CLAUSE, { measure: "elapsed", amount: 4 })).toBe("质保期外 一.2 同样在 4 小时内做出响应");
  expect(clauseText("二.1 在[X]个工作日内到达维修现场", { measure: "elapsed", amount: "8" })).toBe("二.1 在 8 小时内到达维修现场");
  speak("en");
  expect(clauseText(CLAUSE, { measure: "elapsed", amount: 4 })).toBe("质保期外 一.2 (4 hours)");
  expect(clauseText("Contract 7, section 3")).toBe("Contract 7, section 3");
});

test("an entitlement is told in words and in the reader's zone, in both languages", () => {
  expect(becauseText(ENDED)).toMatch(/^Not covered: warranty, ended 2\d Nov 2026/);
  speak("zh");
  expect(becauseText(ENDED)).toMatch(/^不承保：质保已于 2026年11月2\d日/);
  expect(becauseText({ because: "as it was", becauseKey: "entitlement.unheard" })).toBe("as it was");
});
