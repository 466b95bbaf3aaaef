// A model in the spelling of its files, and with other limits.

import { post } from "../api/client";
import type { components } from "../api/schema";
import type { Model } from "../api/types";

/** As YAML, by the server, which knows the order and what may be left out. */
export async function modelText(model: Model): Promise<string> {
  const written = Object.fromEntries(Object.entries(model).filter(([key]) => key !== "version"));
  return (await post<components["schemas"]["ModelCheck"]>("/models/check", { yaml: JSON.stringify(written) })).text;
}

export interface LimitOf {
  high?: number;
  low?: number;
  severity?: string;
  onDelay?: string;
  offDelay?: string;
  deadband?: number;
}

/** The model with `proposed` in the place of the limit that is `present`; what the proposal leaves open stays. */
export function withLimit(model: Model, metric: string, present: LimitOf, proposed: LimitOf): Model {
  const known = (model.metrics[metric] ?? {}) as { limits?: LimitOf[] };
  const limits = known.limits ?? [];
  const at = limits.findIndex((each) => each.high === present.high && each.low === present.low);
  const next = at < 0 ? [...limits, proposed] : limits.map((each, i) => (i === at ? { ...each, ...proposed } : each));
  return { ...model, metrics: { ...model.metrics, [metric]: { ...known, limits: next } } } as Model;
}
