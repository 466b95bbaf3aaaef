// What the pages of this room share.

import type { components } from "../../api/schema";
import { type Me, type Role, session } from "../../api/client";

export type Device = components["schemas"]["Device"];
export type Model = components["schemas"]["Model"];
export type Site = components["schemas"]["Site"];
export type OpenTickets = components["schemas"]["OpenTickets"];

export const SEVERITIES = ["critical", "major", "minor", "warning"] as const;
export type SeverityCode = (typeof SEVERITIES)[number];

export function openCount(open: OpenTickets | undefined): number {
  return SEVERITIES.reduce((sum, each) => sum + (open?.[each] ?? 0), 0);
}

/** The worst severity among open tickets. */
export function worst(open: OpenTickets | undefined): SeverityCode | undefined {
  return SEVERITIES.find((each) => (open?.[each] ?? 0) > 0);
}

const DESK: Role[] = ["admin", "manager", "support"];
const FIELD: Role[] = [...DESK, "field_engineer"];

const is = (roles: Role[], me: Me | null = session.me) => me !== null && roles.includes(me.role);

export const isDesk = () => is(DESK);
export const isField = () => is(FIELD);
export const isManager = () => is(["admin", "manager"]);
