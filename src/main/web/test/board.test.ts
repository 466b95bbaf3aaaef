import { describe, expect, it, vi } from "vitest";
import type { Ticket } from "../src/api/types";
import { belongs, isNews, rowsOf } from "../src/rooms/support/board";

// what the client looks into as it loads; Node has none
vi.hoisted(() => vi.stubGlobal("sessionStorage", { getItem: () => null }));

const WORDS = { critical: "Critical", major: "Major", minor: "Minor", warning: "Warning", "": "Nobody's" };

function ticket(number: string, more: Partial<Ticket> = {}): Ticket {
  return { number, kind: "fault", state: "NEW", severity: "major", openedAt: "2026-11-22T08:00:00Z", occurrences: 1, ...more } as Ticket;
}

const promising = (deadline: string) => ({ commitments: [{ id: "1", kind: "response", outcome: "OPEN", deadline }] }) as unknown as Partial<Ticket>;
const shown = (rows: ReturnType<typeof rowsOf>) => rows.map((row) => row.ticket ? row.ticket.number : `${row.head} ${row.count}`);

describe("the board", () => {
  it("puts what was opened last on top", () => {
    const found = rowsOf([ticket("a"), ticket("b", { openedAt: "2026-11-22T09:00:00Z" })], "none", WORDS);
    expect(shown(found)).toEqual(["b", "a"]);
  });

  it("puts the promise that is lost first on top, and what has none below", () => {
    const found = rowsOf(
      [ticket("none"), ticket("late", promising("2026-11-22T12:00:00Z")), ticket("soon", promising("2026-11-22T10:00:00Z"))],
      "promise",
      WORDS,
    );
    expect(shown(found)).toEqual(["soon", "late", "none"]);
  });

  it("groups by severity, the gravest first", () => {
    const found = rowsOf([ticket("a", { severity: "warning" }), ticket("b", { severity: "critical" }), ticket("c", { severity: "warning" })], "severity", WORDS);
    expect(shown(found)).toEqual(["Critical 1", "b", "Warning 2", "c", "a"]);
  });

  it("groups by customer, the most troubled first and nobody last", () => {
    const found = rowsOf([ticket("a", { customer: "x" }), ticket("b"), ticket("c", { customer: "y" }), ticket("d", { customer: "y" })], "customer", WORDS);
    expect(shown(found)).toEqual(["y 2", "d", "c", "x 1", "a", "Nobody's 1", "b"]);
  });

  it("shows a parent instead of its children, and nothing that has ended", () => {
    expect(belongs(ticket("a"))).toBe(true);
    expect(belongs(ticket("b", { parent: "a" }))).toBe(false);
    expect(belongs(ticket("c", { state: "CLOSED" }))).toBe(false);
  });

  it("does not go back to what it knew before", () => {
    expect(isNews(ticket("a", { version: 2 }), ticket("a", { version: 3 }))).toBe(false);
    expect(isNews(ticket("a", { version: 3 }), ticket("a", { version: 3 }))).toBe(true);
    expect(isNews(ticket("a", { version: 1 }), undefined)).toBe(true);
  });
});
