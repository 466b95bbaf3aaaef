// Sorting and shaping of what the pages of service show.

import type { Commitment } from "../../api/types";

/** How a running promise stands: over, at risk (four hours or less), running, or without a date. */
export type Standing = "over" | "risk" | "running" | "paused";

const RISK = 4 * 3_600_000;

export function standing(it: Commitment, now: number): Standing {
  if (it.paused || !it.deadline) return "paused";
  const left = Date.parse(it.deadline) - now;
  return left < 0 ? "over" : left <= RISK ? "risk" : "running";
}

/** ticket:F-2026-000001 → F-2026-000001; undefined for other subjects. */
export function ticketOf(subject: string): string | undefined {
  return subject.startsWith("ticket:") ? subject.slice(7) : undefined;
}

export interface Rate {
  kind: string;
  month: string;
  kept: number;
  decided: number;
  hitRate: number;
}

/** Every month from the first to the last that has a figure, and a row for each kind. */
export function rateTable(rates: Rate[]): { months: string[]; rows: { kind: string; cells: (Rate | undefined)[]; kept: number; decided: number }[] } {
  const months = [...new Set(rates.map((each) => each.month))].sort();
  const kinds = [...new Set(rates.map((each) => each.kind))].sort();
  return {
    months,
    rows: kinds.map((kind) => {
      const own = rates.filter((each) => each.kind === kind);
      const sum = (of: (each: Rate) => number) => own.reduce((all, each) => all + of(each), 0);
      return {
        kind,
        cells: months.map((month) => own.find((each) => each.month === month)),
        kept: sum((each) => each.kept),
        decided: sum((each) => each.decided),
      };
    }),
  };
}

export interface Kpi {
  name: string;
  value: number;
  peak: number | null;
  target: number;
  max: number | null;
  verdict: "ok" | "action" | "overload" | "few";
}

const SHARES = /share|above10|^priority/;
export const isShare = (kpi: Kpi) => SHARES.test(kpi.name);

/** Where on a bar of width 100 value, target and max stand. */
export function bullet(kpi: Kpi): { value: number; target: number; max: number | null } {
  const most = Math.max(kpi.value, kpi.max ?? 0, kpi.target, 1e-9) * 1.15;
  const at = (value: number) => Math.min(100, (100 * value) / most);
  return { value: at(kpi.value), target: at(kpi.target), max: kpi.max == null ? null : at(kpi.max) };
}
