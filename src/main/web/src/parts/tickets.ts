// What pages ask of a ticket.

import { Refusal, get, post } from "../api/client";
import type { Promised, Ticket } from "../api/types";
import { symptomName } from "../format";
import { wordOr } from "../words";

/** Site s-3: what the children of a parent have in common. */
export function causeName(cause: Ticket["cause"]): string {
  return cause?.type ? `${wordOr("cause", cause.type)} ${cause.id ?? ""}` : "";
}

/** What it is about, in words. */
export function nameOf(ticket: Ticket): string {
  return ticket.symptom ? symptomName(ticket.symptom) : (ticket.title ?? ticket.number);
}

/** Where it is: device or cause, model, customer. */
export function placeOf(ticket: Ticket): string {
  return [ticket.device, causeName(ticket.cause), ticket.device && ticket.model, ticket.customer].filter(Boolean).join(" · ");
}

export const promisesOf = (ticket: Ticket): Promised[] => (ticket.commitments ?? []) as unknown as Promised[];

/** The running promise that is lost first, unless none runs. */
export function soonest(ticket: Ticket): Promised | undefined {
  return promisesOf(ticket)
    .filter((each) => each.outcome === "OPEN" && each.deadline)
    .sort((a, b) => ((a.deadline ?? "") < (b.deadline ?? "") ? -1 : 1))[0];
}

export function alarmPath(ticket: Ticket): string {
  return `/devices/${encodeURIComponent(ticket.device ?? "")}/alarms/${encodeURIComponent(ticket.symptom ?? "")}`;
}

export const SHELVED_FOR = "8h";

export const acknowledge = (ticket: Ticket) => post(alarmPath(ticket) + "/transitions", { to: "acknowledged" });
export const shelve = (ticket: Ticket, reason: string) =>
  post(alarmPath(ticket) + "/transitions", { to: "shelved", for: SHELVED_FOR, reason });

/** Undefined where there is none of this number, or it is not the reader's. */
export async function findTicket(number: string, signal?: AbortSignal): Promise<Ticket | undefined> {
  try {
    return await get<Ticket>("/tickets/" + encodeURIComponent(number), {}, signal);
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 404) return undefined;
    throw refusal;
  }
}
