// What pages say of a rollout: its tone, its steps, what the gates compared. Pure.

import type { Rollout } from "../../api/types";
import { type Reasoned, becauseText, number } from "../../format";
import { t } from "../../words";

export const STATES = [
  "draft", "submitted", "approved", "running", "paused", "halted", "rolling_back", "rolled_back", "finished", "canceled",
] as const;
/** In the order in which a bar shows them. */
export const MEMBER_STATES = [
  "updated", "delivered", "open", "asked", "silent", "failed", "declined", "left_out", "brought_back", "pending", "held",
] as const;

export const TONES: Record<string, string> = {
  running: "warning",
  paused: "minor",
  submitted: "minor",
  approved: "minor",
  halted: "bad",
  rolling_back: "major",
  rolled_back: "major",
  finished: "good",
};
export const ANSWERS: Record<string, string> = { GO: "good", WAIT: "minor", HALT: "bad" };

const GRAVE = new Set(["halted", "rolling_back", "canceled"]);
export const isGrave = (to: string) => GRAVE.has(to);

/** Running means to start or to go on. */
export const stepWord = (rollout: Rollout, to: string) => (to === "running" && rollout.state !== "approved" ? "resumed" : to);
/** Whether a step wants to be thought over, with a reason. */
export const wantsReason = (rollout: Rollout, to: string) => isGrave(to) || (to === "running" && rollout.state === "halted");

export const waveName = (wave: number) => (wave === 0 ? t("rollout.heldBack") : t("rollout.waveNumber", [wave]));

/** Wave 2 of 3, or that those held back have their turn. */
export function waveWords(rollout: Rollout): string {
  const count = (rollout.plan as { waves?: unknown[] }).waves?.length ?? 5;
  return rollout.wave > count ? t("rollout.heldBack") : t("rollout.waveOf", [rollout.wave, count]);
}

/** Its reason, in the reader's language where the gates gave it. */
export function reasonOf(rollout: Rollout & Reasoned): string {
  return rollout.verdict && rollout.verdict.because === rollout.because ? becauseText(rollout.verdict) : becauseText(rollout);
}

export interface Ratio {
  estimate?: number | null;
  lower?: number | null;
  upper?: number | null;
  confidence?: number;
}

export interface Trial {
  wave: number;
  kind: string;
  split?: string | null;
  treated: number;
  treatedEvents: number;
  controls: number;
  controlEvents: number;
  ratio: Ratio;
  logEvidence: number;
  logNeeded: number;
}

export interface GateVerdict extends Reasoned {
  gate: string;
  answer: "GO" | "WAIT" | "HALT";
  inputs?: { trials?: Trial[]; looks?: Look[] };
}

export interface Look {
  wave: number;
  metric: string;
  difference?: number;
  error?: number;
}

export function trialsOf(verdict: Rollout["verdict"]): Trial[] {
  return ((verdict?.verdicts ?? []) as unknown as GateVerdict[])
    .flatMap((each) => each.inputs?.trials ?? [])
    .sort((a, b) => b.logEvidence - b.logNeeded - (a.logEvidence - a.logNeeded));
}

/** Where only updated devices had the event, the likeliest ratio is without end. */
export function ratioOf({ ratio, treatedEvents, controlEvents }: Trial): Ratio {
  return ratio.estimate == null && treatedEvents > 0 && controlEvents === 0 ? { ...ratio, estimate: Infinity } : ratio;
}

/** Share of the evidence that halts, at most 1. */
export const evidenceOf = (trial: Trial) => Math.min(1, Math.exp(trial.logEvidence - trial.logNeeded));

const short = (value: number) =>
  value === Infinity ? "∞" : value >= 10 ? number(Math.round(value)) : String(Math.round(value * 100) / 100);

/** 2.1 [1.2 – 4]; what is not known is ∞ or –. */
export function ratioWords(ratio: Ratio): string {
  const estimate = ratio.estimate == null ? "–" : short(ratio.estimate);
  return `${estimate} [${short(ratio.lower ?? 0)} – ${short(ratio.upper ?? Infinity)}]`;
}
