// The API's things by their names, from its own document.

import type { components } from "./schema";

type Schemas = components["schemas"];
export type Ticket = Schemas["Ticket"];
export type Known = Schemas["Known"];
export type Suspicion = Schemas["Suspicion"];
export type Commitment = Schemas["Commitment"];
export type Quote = Schemas["Quote"];
export type SignOff = Schemas["SignOff"];
export type ServiceReport = Schemas["ServiceReport"];
export type AlarmCondition = Schemas["AlarmCondition"];
export type Letter = Schemas["Letter"];
export type Roster = Schemas["Roster"];
export type Series = Schemas["Series"];
export type Model = Schemas["Model"];
export type Device = Schemas["Device"];
export type JournalEntry = Schemas["JournalEntry"];
export type Step = NonNullable<Ticket["allowed"]>[number];

/** An alarm as a ticket lists it. */
export interface Occurrence {
  key: string;
  device: string;
  severity: string;
  metric: string | null;
  activeSince: string;
  lastSeenAt: string;
  clearedAt: string | null;
  because: string;
  becauseKey: string;
  becauseArgs: Record<string, unknown>;
}

/** A promise as a ticket carries it. */
export interface Promised {
  id: string;
  kind: string;
  clause: string;
  term?: { measure: string; amount: number | string } | null;
  outcome: Commitment["outcome"];
  deadline?: string | null;
  paused?: boolean;
  provisional?: boolean;
}

export const ENDED: ReadonlySet<string> = new Set(["CLOSED", "CANCELLED", "MERGED", "CONVERTED"]);
export type Rollout = Schemas["Rollout"];
export type RolloutMember = Schemas["RolloutMember"];
export type RolloutVerdict = Schemas["RolloutVerdict"];
export type RolloutNotice = Schemas["RolloutNotice"];
export type Release = Schemas["Release"];
export type SigningRequest = Schemas["SigningRequest"];
export type Upload = Schemas["Upload"];
export type Image = Schemas["Image"];
