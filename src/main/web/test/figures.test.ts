import { describe, expect, it } from "vitest";
import type { Commitment } from "../src/api/types";
import { bullet, rateTable, standing, ticketOf } from "../src/rooms/service/figures";

const NOW = Date.parse("2026-11-22T08:00:00Z");
const due = (deadline: string | null, paused = false) => ({ deadline, paused }) as Commitment;

describe("the promise board", () => {
  it("tells what is over from what is at risk and what has time", () => {
    expect(standing(due("2026-11-22T07:59:59Z"), NOW)).toBe("over");
    expect(standing(due("2026-11-22T12:00:00Z"), NOW)).toBe("risk");
    expect(standing(due("2026-11-22T12:00:01Z"), NOW)).toBe("running");
    expect(standing(due(null, true), NOW)).toBe("paused");
  });

  it("links tickets and nothing else", () => {
    expect(ticketOf("ticket:F-2026-000001")).toBe("F-2026-000001");
    expect(ticketOf("capa:4")).toBeUndefined();
  });
});

describe("hit rates", () => {
  it("have a row for each kind and leave months without figures open", () => {
    const rate = (kind: string, month: string, kept: number, decided: number) => ({ kind, month, kept, decided, hitRate: kept / decided });
    const table = rateTable([rate("b", "2026-10", 1, 2), rate("a", "2026-11", 3, 3)]);
    expect(table.months).toEqual(["2026-10", "2026-11"]);
    expect(table.rows.map((row) => row.kind)).toEqual(["a", "b"]);
    expect(table.rows[0]?.cells[0]).toBeUndefined();
    expect(table.rows[1]?.decided).toBe(2);
  });
});

describe("a bullet", () => {
  it("keeps value, target and most within its width", () => {
    const bar = bullet({ name: "x", value: 900, peak: null, target: 150, max: 300, verdict: "overload" });
    expect(bar.value).toBeLessThanOrEqual(100);
    expect(bar.target).toBeLessThan(bar.max ?? 0);
    expect(bullet({ name: "x", value: 0, peak: null, target: 0, max: null, verdict: "ok" }).value).toBe(0);
  });
});
