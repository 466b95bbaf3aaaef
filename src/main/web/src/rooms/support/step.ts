// What a step of a ticket wants to be told, and the body that the API takes. Pure.

import type { Step } from "../../api/types";
import { ENDED } from "../../api/types";

/** What each guard wants; a name with a question mark may be left out. */
const WANTED: Record<string, string[]> = {
  SEVERITY: ["severity?"],
  REASON: ["reason"],
  CHECK_IN: ["place"],
  EXPLAINED_DIAGNOSIS: ["mode", "cause", "plan", "explainedTo", "how"],
  GUIDED: ["guidance"],
  AGREED_DATE: ["agreedDate?"],
  PROCEDURE: ["procedure", "step"],
  TEST_PASSED: ["checklistDone"],
  OPEN_PARENT: ["parent"],
  SOLUTION: ["solution?"],
  FAULT_NAMED: ["device?", "symptom?"],
  CAUSE_KNOWN: ["rootCause"],
  REMEDY: ["remedy"],
};

export interface Field {
  name: string;
  required: boolean;
  kind: "line" | "text" | "severity" | "tick" | "date";
}

const LONG = new Set(["reason", "guidance", "cause", "plan", "step", "solution", "rootCause", "remedy"]);

export function guardsOf(step: Step): string[] {
  return step.guards ?? [];
}

export function fieldsOf(step: Step): Field[] {
  return guardsOf(step)
    .flatMap((guard) => WANTED[guard] ?? [])
    .map((wanted) => {
      const name = wanted.replace("?", "");
      const kind = name === "severity" ? "severity" : name === "checklistDone" ? "tick" : name === "agreedDate" ? "date" : LONG.has(name) ? "text" : "line";
      return { name, required: !wanted.endsWith("?"), kind };
    });
}

export const isFinal = (step: Step) => ENDED.has(step.to ?? "");

/** What was filled in, in the form that the API takes. `at` is when it is sent. */
export function bodyOf(step: Step, given: Record<string, string | boolean>, at: string): Record<string, unknown> {
  const body: Record<string, unknown> = { to: step.to };
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "string" ? value.trim() : true) body[name] = typeof value === "string" ? value.trim() : value;
  }
  const guards = guardsOf(step);
  if (guards.includes("CHECK_IN")) body.at = at;
  if (guards.includes("EXPLAINED_DIAGNOSIS")) {
    body.explainedTo = { name: body.explainedTo, at, how: body.how };
    delete body.how;
  }
  if (guards.includes("PROCEDURE")) {
    body.steps = [{ step: body.step, done: true }];
    delete body.step;
  }
  if (guards.includes("TEST_PASSED")) body.checklistDone = body.checklistDone === true;
  return body;
}

const STAFF = new Set(["manager", "support", "field_engineer", "release_engineer", "quality"]);

/** Whether this role may take the step; an administrator may do what anybody on the staff may. */
export function mayTake(step: Step, role: string): boolean {
  const by = step.by ?? [];
  return by.includes(role) || (role === "admin" && by.some((each) => STAFF.has(each)));
}
