// The board's list: what belongs on it, in which order, under which heads. Pure.

import type { Ticket } from "../../api/types";
import { ENDED } from "../../api/types";
import { causeName, soonest } from "../../parts/tickets";

export type Grouping = "none" | "cause" | "promise" | "severity" | "customer";
export const GROUPINGS: readonly Grouping[] = ["none", "promise", "severity", "cause", "customer"];
const SEVERITIES = ["critical", "major", "minor", "warning"];

/** A line of the board: a ticket, or the head above some. */
export type Row = { ticket: Ticket; head?: undefined } | { head: string; count: number; ticket?: undefined };

/** A ticket below a parent is not shown: the parent stands for it. */
export function belongs(ticket: Ticket): boolean {
  return ticket.kind === "fault" && !ticket.parent && !ENDED.has(ticket.state);
}

/** News may arrive after a reading that already holds them: what is older than what is known says nothing. */
export function isNews(ticket: Ticket, known: Ticket | undefined): boolean {
  return known == null || (ticket.version ?? 0) >= (known.version ?? 0);
}

const newestFirst = (a: Ticket, b: Ticket) =>
  a.openedAt < b.openedAt ? 1 : a.openedAt > b.openedAt ? -1 : a.number < b.number ? 1 : -1;

const FAR = "9";
const dues = new WeakMap<Ticket, string>();

/** When its next promise is lost; looked up once for each version of a ticket, as the board asks at every change. */
function dueOf(ticket: Ticket): string {
  const known = dues.get(ticket);
  if (known) return known;
  const due = soonest(ticket)?.deadline ?? FAR;
  dues.set(ticket, due);
  return due;
}

/** The rows of the board, in order. `words` names the heads of what has no group. */
export function rowsOf(tickets: Iterable<Ticket>, by: Grouping, words: Record<string, string>): Row[] {
  const sorted = [...tickets].sort(newestFirst);
  if (by === "none") return sorted.map((ticket) => ({ ticket }));
  if (by === "promise") {
    // stable: of two that are due together the newer stays on top
    const due = sorted.map((ticket) => ({ ticket, at: dueOf(ticket) }));
    due.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return due;
  }
  const groups = new Map<string, Ticket[]>();
  for (const ticket of sorted) {
    const key = keyOf(ticket, by);
    const group = groups.get(key);
    if (group) group.push(ticket);
    else groups.set(key, [ticket]);
  }
  return [...groups]
    .sort(([a, inA], [b, inB]) => orderOf(a, inA, b, inB, by))
    .flatMap(([key, found]) => [{ head: words[key] ?? (key || (words[""] ?? "")), count: found.length }, ...found.map((ticket) => ({ ticket }))]);
}

function keyOf(ticket: Ticket, by: Grouping): string {
  if (by === "severity") return ticket.severity;
  if (by === "customer") return ticket.customer ?? "";
  return causeName(ticket.cause) || (ticket.known?.problem ?? "");
}

function orderOf(a: string, inA: Ticket[], b: string, inB: Ticket[], by: Grouping): number {
  if (by === "severity") return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
  if (!a !== !b) return a ? -1 : 1;
  return inB.length - inA.length || (a < b ? -1 : 1);
}
