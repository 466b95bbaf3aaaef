// How the values of parameters are said, and the days of a calendar's year.

import { number } from "../../format";
import { t, word } from "../../words";

interface Term {
  measure: string;
  amount: number;
}

export const isTerm = (value: unknown): value is Term => typeof value === "object" && value != null && "measure" in value && "amount" in value;

/** A term as in 3 working days; other values as they are. */
export function valueText(value: unknown): string {
  if (isTerm(value)) return t("measure." + value.measure, [number(value.amount)]);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
  if (typeof value === "string") return word("promiseKind", value) ?? value;
  return JSON.stringify(value);
}

export type DayKind = "work" | "rest" | "off" | "makeUp";
export interface Day {
  date: string;
  number: number;
  kind: DayKind;
  name?: string;
}

const NAMES = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

interface Year {
  hours: Record<string, unknown>;
  off: Record<string, unknown>;
  work: Record<string, unknown>;
}

/** The days of a month (0 to 11), and how many places stay empty before them in weeks that begin on Monday. */
export function monthOf(calendar: Year, year: number, month: number): { before: number; days: Day[] } {
  const first = new Date(Date.UTC(year, month, 1));
  const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return {
    before: (first.getUTCDay() + 6) % 7,
    days: Array.from({ length: count }, (_, i) => {
      const day = new Date(Date.UTC(year, month, i + 1));
      const date = day.toISOString().slice(0, 10);
      const open = calendar.hours[NAMES[day.getUTCDay()] ?? ""];
      const kind: DayKind =
        date in calendar.work ? "makeUp" : date in calendar.off ? "off" : Array.isArray(open) && open.length ? "work" : "rest";
      const name = calendar.off[date] ?? calendar.work[date];
      return { date, number: i + 1, kind, ...(typeof name === "string" ? { name } : {}) };
    }),
  };
}

/** Lines as in "2027-01-01 New Year" to days with their names. */
export function daysFrom(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split("\n")
      .map((line) => /^\s*(\d{4}-\d{2}-\d{2})\s*(.*)$/.exec(line))
      .filter((found) => found != null)
      .map((found) => [found[1] ?? "", (found[2] ?? "").trim()]),
  );
}
