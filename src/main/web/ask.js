// Asks what a step needs before it is taken, and whether one is sure of what cannot be undone.

import { say, stepName } from "./words.js";

const FINAL = new Set(["CLOSED", "CANCELLED", "MERGED", "CONVERTED"]);

/** What each guard wants to be told; a name with a question mark may be left out. */
const WANTED = {
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

const LONG = new Set(["reason", "guidance", "cause", "plan", "step", "solution", "rootCause", "remedy"]);

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

function input(name, required, ticket) {
  if (name === "severity") {
    return make(
      "select",
      { name },
      ...["critical", "major", "minor", "warning"].map((severity) =>
        make("option", { value: severity, selected: severity === ticket.severity }, say(severity)),
      ),
    );
  }
  if (name === "checklistDone") return make("input", { name, type: "checkbox", required });
  return make(LONG.has(name) ? "textarea" : "input", { name, required, maxlength: 2000 });
}

function field(wanted, ticket) {
  const name = wanted.replace("?", "");
  const control = input(name, !wanted.endsWith("?"), ticket);
  return name === "checklistDone"
    ? make("label", { class: "tick" }, control, say("f_" + name))
    : make("label", {}, say("f_" + name), control);
}

/** What was filled in, in the form that the API takes. */
function bodyOf(form, guards) {
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
  const at = new Date().toISOString();
  if (guards.includes("CHECK_IN")) given.at = at;
  if (guards.includes("EXPLAINED_DIAGNOSIS")) {
    given.explainedTo = { name: given.explainedTo, at, how: given.how };
    delete given.how;
  }
  if (guards.includes("PROCEDURE")) {
    given.steps = [{ step: given.step, done: true }];
    delete given.step;
  }
  if (guards.includes("TEST_PASSED")) given.checklistDone = given.checklistDone === "on";
  return given;
}

/** Resolves with the body of the transition, or null when somebody thought better of it. */
export function ask(dialog, ticket, step) {
  const guards = step.guards ?? [step.guard];
  const wanted = guards.flatMap((guard) => WANTED[guard] ?? []);
  const isFinal = FINAL.has(step.to);
  if (!wanted.length && !isFinal) return Promise.resolve({});
  return new Promise((resolve) => {
    const form = make(
      "form",
      { method: "dialog" },
      make("h2", { id: "ask-title" }, `${stepName(step.to)} · ${ticket.number}`),
      ...(isFinal ? [make("p", { class: "final" }, say("finalWarning"))] : []),
      ...wanted.map((each) => field(each, ticket)),
      make(
        "div",
        { class: "buttons" },
        make("button", { type: "button", value: "cancel" }, say("cancel")),
        make("button", { type: "submit", class: isFinal ? "danger" : "primary" }, say("confirm")),
      ),
    );
    let result = null;
    form.querySelector("button[type=button]").addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => (result = bodyOf(form, guards)));
    dialog.addEventListener("close", () => resolve(result), { once: true });
    dialog.setAttribute("aria-labelledby", "ask-title");
    dialog.replaceChildren(form);
    dialog.showModal();
  });
}
