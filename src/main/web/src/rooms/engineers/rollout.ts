// What a rollout says of itself, put into words and places.

import type { components } from "../../api/schema";
import { becauseText, number, type Reasoned } from "../../format";
import { t } from "../../words";

export type Rollout = components["schemas"]["Rollout"];
export type Member = components["schemas"]["RolloutMember"];
export type Verdict = components["schemas"]["RolloutVerdict"];
export type Notice = components["schemas"]["RolloutNotice"];
export type Report = Required<Omit<components["schemas"]["DryRun"], "items" | "next">>;
export type Wave = NonNullable<Rollout["waves"]>[number];

export interface Ratio {
  estimate: number | null;
  lower: number | null;
  upper: number | null;
  confidence?: number;
}

/** One comparison of updated devices with those not yet updated. */
export interface Trial {
  wave: number;
  kind: string;
  split: string;
  treated: number;
  controls: number;
  treatedEvents: number;
  controlEvents: number;
  logEvidence: number;
  logNeeded: number;
  ratio: Ratio;
}

/** What one gate said. */
export interface Opinion extends Reasoned {
  gate: string;
  answer: "GO" | "WAIT" | "HALT";
  inputs?: { trials?: Trial[] };
}

export const STATES = [
  "draft", "submitted", "approved", "running", "paused", "halted", "rolling_back", "rolled_back", "finished", "canceled",
] as const;
export const TONES: Record<string, string> = {
  running: "warning", paused: "minor", submitted: "minor", approved: "minor", halted: "critical", rolling_back: "major", rolled_back: "major", finished: "good",
};
export const ANSWERS: Record<string, string> = { GO: "good", WAIT: "minor", HALT: "critical" };
/** In the order in which a bar shows them. */
export const MEMBER_STATES = [
  "updated", "delivered", "open", "asked", "silent", "failed", "declined", "left_out", "brought_back", "pending", "held",
];
const GRAVE = new Set(["halted", "rolling_back", "canceled"]);

export const isGrave = (to: string) => GRAVE.has(to);

/** Whether the step is asked about before it is taken. */
export const needsReason = (rollout: Rollout, to: string) => GRAVE.has(to) || (to === "running" && rollout.state === "halted");

/** Running means to start or to go on. */
export const stepWord = (rollout: Rollout, to: string) => (to === "running" && rollout.state !== "approved" ? "resumed" : to);

export const waveName = (wave: number) => (wave === 0 ? t("rollout.heldBack") : t("rollout.waveNumber", [wave]));

/** Wave 2 of 3, or that those held back have their turn. */
export function waveWords(rollout: Rollout): string {
  const count = (rollout.plan as { waves?: unknown[] }).waves?.length ?? 5;
  return rollout.wave > count ? t("rollout.heldBack") : t("rollout.waveOf", [rollout.wave, count]);
}

/** Its reason, in the reader's language where the gates gave it. */
export const reasonOf = (rollout: Rollout) =>
  rollout.verdict?.because === rollout.because ? becauseText(rollout.verdict) : rollout.because;

export const opinionsOf = (verdict: Verdict | null | undefined) => (verdict?.verdicts ?? []) as unknown as Opinion[];

/** The most telling first. */
export function trialsOf(verdict: Verdict | null | undefined): Trial[] {
  return opinionsOf(verdict)
    .flatMap((each) => each.inputs?.trials ?? [])
    .sort((a, b) => b.logEvidence - b.logNeeded - (a.logEvidence - a.logNeeded));
}

/** Where only updated devices had the event, the likeliest ratio is without end. */
export function ratioOf({ ratio, treatedEvents, controlEvents }: Pick<Trial, "ratio" | "treatedEvents" | "controlEvents">): Ratio {
  const endless = ratio.estimate == null && treatedEvents > 0 && controlEvents === 0;
  return endless ? { ...ratio, estimate: Infinity } : ratio;
}

/** Of what halts, from 0 to 1. */
export const evidenceOf = ({ logEvidence, logNeeded }: Pick<Trial, "logEvidence" | "logNeeded">) =>
  Math.min(1, Math.exp(logEvidence - logNeeded));

/** From 1/16 to 16 on a log scale, as a share of the width; what is beyond is at the edge. */
export const placeOf = (ratio: number) => Math.min(1, Math.max(0, (Math.log2(Math.max(ratio, 1e-9)) + 4) / 8));

const short = (value: number) =>
  value === Infinity ? "∞" : value >= 10 ? number(Math.round(value)) : String(Math.round(value * 100) / 100);

/** 2.1 [1.2 – 4]; what is not known is ∞ or –. */
export function ratioWords(ratio: Ratio): string {
  const estimate = ratio.estimate == null ? "–" : short(ratio.estimate);
  return `${estimate} [${short(ratio.lower ?? 0)} – ${short(ratio.upper ?? Infinity)}]`;
}
