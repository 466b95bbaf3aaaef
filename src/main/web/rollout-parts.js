// The parts of one rollout on the page: what was compared, its devices, what was planned, and the
// question before a step that cannot be undone.

import { make } from "./make.js";
import { ratioPlot, ratioWords } from "./rollout-picture.js";
import { ago, dateTime, kindName, number, say, splitName } from "./words.js";

const GRAVE = new Set(["halted", "rolling_back", "canceled"]);

export const isGrave = (to) => GRAVE.has(to);

export const waveName = (number) => (number === 0 ? say("heldBack") : say("waveNumber", number));

export const percent = (share) =>
  new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 2 }).format(share);

/** Wave 2 of 3, or that those held back have their turn. */
export function waveWords(rollout) {
  const count = rollout.plan.waves?.length ?? 5;
  return rollout.wave > count ? say("heldBack") : say("waveOf", rollout.wave, count);
}

/** Running means to start or to go on. */
export const stepWord = (rollout, to) => (to === "running" && rollout.state !== "approved" ? "resumed" : to);

export function facts(rollout) {
  const plan = rollout.plan;
  const who = (actor) => actor?.replace(/^user:/, "");
  const when = (at) => at && dateTime(at);
  const rows = [
    ["createdBy", who(rollout.createdBy)],
    ["approvedBy", who(rollout.approvedBy)],
    ["startedAt", when(rollout.startedAt)],
    ["endedAt", when(rollout.endedAt)],
    ["filter", rollout.filter || say("everyDevice")],
    ["planWaves", plan.waves?.join(", ")],
    ["planHold", plan.holdBack],
    ["planSoak", plan.gates?.soak?.join(", ")],
    ["planAlpha", plan.gates?.alpha && percent(plan.gates.alpha)],
    ["planBack", plan.rollback],
    ["problemTicket", rollout.problem && make("a", { href: "#/tickets/" + rollout.problem }, rollout.problem)],
  ];
  return make(
    "dl",
    { class: "facts" },
    ...rows.filter(([, value]) => value).map(([key, value]) => make("div", {}, make("dt", {}, say(key)), make("dd", {}, value))),
  );
}

const table = (words, rows, name) =>
  make(
    "div",
    { class: "scroll" },
    make(
      "table",
      { class: name },
      make("thead", {}, make("tr", {}, ...words.map((word) => make("th", { scope: "col" }, word && say(word))))),
      make("tbody", {}, ...rows),
    ),
  );

const cells = (...values) => make("tr", {}, ...values.map((value) => make("td", {}, value)));

/** Where only updated devices had the event, the likeliest ratio is without end. */
function ratioOf({ ratio, treatedEvents, controlEvents }) {
  const endless = ratio.estimate == null && treatedEvents > 0 && controlEvents === 0;
  return endless ? { ...ratio, estimate: Infinity } : ratio;
}

/** Of what halts: 28 %. */
function evidenceOf({ logEvidence, logNeeded }) {
  const share = Math.min(1, Math.exp(logEvidence - logNeeded));
  return share < 0.01 ? "< 1%" : percent(Math.floor(share * 100) / 100);
}

export function trialTable(trials) {
  return table(
    ["wave", "kind", "treated", "controls", "ratio", "", "evidence"],
    trials.map((each) =>
      cells(
        String(each.wave),
        [kindName(each.kind), each.split && splitName(each.split)].filter(Boolean).join(" · "),
        say("ofAll", number(each.treatedEvents), number(each.treated)),
        say("ofAll", number(each.controlEvents), number(each.controls)),
        ratioWords(ratioOf(each)),
        ratioPlot(ratioOf(each)),
        evidenceOf(each),
      ),
    ),
    "trials",
  );
}

export function memberTable(members, now) {
  return table(
    ["device", "wave", "memberState", "memberReason", "memberChanged"],
    members.map((each) =>
      cells(
        each.device,
        waveName(each.wave) + (each.drawn ? "" : " · " + say("first")),
        make("span", { class: "key" }, make("i", { class: "dot m-" + each.state }), say("ms_" + each.state)),
        each.reason ?? "",
        make("span", { title: dateTime(each.changedAt) }, ago(each.changedAt, now)),
      ),
    ),
    "members",
  );
}

/** The reason where one is needed, and whether one is sure; null when somebody thought better of it. */
export function askWhy(dialog, rollout, to) {
  const word = stepWord(rollout, to);
  const goesOn = to === "running" && rollout.state === "halted";
  if (!GRAVE.has(to) && !goesOn) return Promise.resolve({});
  return new Promise((resolve) => {
    const reason = make("textarea", { name: "reason", required: to !== "canceled", maxlength: 2000 });
    const form = make(
      "form",
      { method: "dialog" },
      make("h2", { id: "ask-title" }, `${say("rs_" + word)} · ${rollout.model} ${rollout.release}`),
      make("p", { class: "final" }, say("rw_" + word)),
      make("label", {}, say("f_reason"), reason),
      make(
        "div",
        { class: "buttons" },
        make("button", { type: "button", onclick: () => dialog.close() }, say("cancel")),
        make("button", { type: "submit", class: GRAVE.has(to) ? "danger" : "primary" }, say("confirm")),
      ),
    );
    let result = null;
    form.addEventListener("submit", () => {
      const text = reason.value.trim();
      result = text ? { reason: text } : {};
    });
    dialog.addEventListener("close", () => resolve(result), { once: true });
    dialog.setAttribute("aria-labelledby", "ask-title");
    dialog.replaceChildren(form);
    dialog.showModal();
  });
}
