// The plan of a rollout, from what a form holds to what the server takes: what is left empty has its default there.

export interface PlanForm {
  waves: string;
  holdBack: string;
  opensHoldBack: boolean;
  soak: string;
  exposureHours: string;
  installedShare: string;
  failedLimit: string;
  alpha: string;
  offersPerMinute: string;
  mostOpen: string;
  retries: string;
  notBefore: string;
  deadline: string;
  schedule: string;
  duration: string;
  timezone: string;
  rollback: string;
  notice: string;
  confirm: boolean;
}

export const EMPTY: PlanForm = {
  waves: "", holdBack: "", opensHoldBack: true, soak: "", exposureHours: "", installedShare: "", failedLimit: "", alpha: "", offersPerMinute: "",
  mostOpen: "", retries: "", notBefore: "", deadline: "", schedule: "", duration: "", timezone: "", rollback: "", notice: "", confirm: false,
};

export const list = (text: string) => text.split(/[,，、\s]+/).filter(Boolean);

/** "5%" → 0.05, "0.05" → 0.05. */
export const share = (text: string) => (text.trim().endsWith("%") ? Number(text.trim().slice(0, -1)) / 100 : Number(text));

const stamp = (local: string) => new Date(local).toISOString();

export function planOf(form: PlanForm): Record<string, unknown> {
  const plan: Record<string, unknown> = {};
  const gates: Record<string, unknown> = {};
  const put = (into: Record<string, unknown>, key: keyof PlanForm, how: (text: string) => unknown) => {
    const text = String(form[key]).trim();
    if (text) into[key] = how(text);
  };
  put(plan, "waves", (text) => list(text).map((each) => (/^\d+$/.test(each) ? Number(each) : each)));
  for (const key of ["holdBack", "rollback", "notice"] as const) put(plan, key, String);
  for (const key of ["offersPerMinute", "mostOpen", "retries"] as const) put(plan, key, Number);
  for (const key of ["notBefore", "deadline"] as const) put(plan, key, stamp);
  if (!form.opensHoldBack) plan.opensHoldBack = false;
  if (form.confirm) plan.confirm = true;
  if (form.schedule.trim()) {
    plan.maintenance = { schedule: form.schedule.trim(), duration: form.duration.trim() || "2h", timezone: form.timezone.trim() || "site" };
  }
  put(gates, "soak", list);
  put(gates, "exposureHours", Number);
  for (const key of ["installedShare", "failedLimit", "alpha"] as const) put(gates, key, share);
  if (Object.keys(gates).length) plan.gates = gates;
  return plan;
}
