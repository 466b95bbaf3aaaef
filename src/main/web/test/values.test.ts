import { describe, expect, it } from "vitest";
import { daysFrom, monthOf } from "../src/rooms/admin/values";

const open = ["09:00-18:00"];
const cn = {
  hours: { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open },
  off: { "2026-10-01": "国庆节" },
  work: { "2026-10-10": "调休" },
};

describe("a calendar's month", () => {
  it("begins on the right day of a week that begins on Monday", () => {
    const october = monthOf(cn, 2026, 9);
    expect(october.before).toBe(3);
    expect(october.days).toHaveLength(31);
  });

  it("tells holidays and make-up days from usual ones", () => {
    const days = monthOf(cn, 2026, 9).days;
    expect(days[0]).toEqual({ date: "2026-10-01", number: 1, kind: "off", name: "国庆节" });
    expect(days[1]?.kind).toBe("work");
    expect(days[2]?.kind).toBe("rest");
    expect(days[9]).toMatchObject({ kind: "makeUp", name: "调休" });
  });

  it("has a leap day only in leap years", () => {
    expect(monthOf(cn, 2028, 1).days).toHaveLength(29);
    expect(monthOf(cn, 2026, 1).days).toHaveLength(28);
  });
});

describe("days typed in", () => {
  it("are a date and a name each; other lines are left out", () => {
    expect(daysFrom("2027-01-01 元旦\n\nnonsense\n 2027-01-02")).toEqual({ "2027-01-01": "元旦", "2027-01-02": "" });
  });
});
