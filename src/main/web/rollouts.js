// Releases that go out to many devices: the list of rollouts and one of them in detail.

import { make } from "./make.js";
import {
  askWhy,
  facts,
  isGrave,
  memberTable,
  percent,
  stepWord,
  trialTable,
  waveName,
  waveWords,
} from "./rollout-parts.js";
import { MEMBER_STATES, waveBar } from "./rollout-picture.js";
import { ago, becauseText, dateTime, number, say, symptomName } from "./words.js";

const PAGE = 50;
const MEMBERS = 25;
const VERDICTS = 20;
const TRIALS = 6;
const LOOK_AGAIN = 5_000;
const MOVING = new Set(["running", "rolling_back"]);
const STATES = [
  "draft", "submitted", "approved", "running", "paused", "halted", "rolling_back", "rolled_back", "finished", "canceled",
];
const TONES = {
  running: "warning",
  paused: "minor",
  submitted: "minor",
  approved: "minor",
  halted: "critical",
  rolling_back: "major",
  rolled_back: "major",
  finished: "good",
};
const ANSWERS = { GO: "good", WAIT: "minor", HALT: "critical" };

const $ = (id) => document.getElementById(id);
const tag = (tone, text) => make("span", { class: "tag " + (tone ?? "") }, text);
const stateTag = (rollout) => tag(TONES[rollout.state], say("ro_" + rollout.state));

/** Its reason, in the reader's language where the gates gave it. */
function reasonOf(rollout) {
  return rollout.verdict?.because === rollout.because ? becauseText(rollout.verdict) : rollout.because;
}

export class Rollouts {
  #server;
  #toast;
  #list = [];
  #next = null;
  #wanted = "";
  #failure = null;
  #loading = false;
  #picked = null;
  #detail = null;
  #verdicts = { items: [], next: null };
  #members = { items: [], next: null, state: "", wave: "" };
  #isShown = false;
  #isStale = false;

  /** toast(text, isBad) tells how an action went. */
  constructor(server, toast) {
    this.#server = server;
    this.#toast = toast;
    $("rollout-state").addEventListener("change", () => {
      this.#wanted = $("rollout-state").value;
      this.#load();
    });
    $("rollouts-more").addEventListener("click", () => this.#load(this.#next));
    setInterval(() => this.#lookAgain(), LOOK_AGAIN);
  }

  /** Shows the list and, if one is named, that rollout. */
  show(id) {
    const first = !this.#isShown;
    this.#isShown = true;
    if (first) this.#load();
    this.#pick(id);
  }

  hide() {
    this.#isShown = false;
  }

  /** A rollout as it now stands, from the stream. */
  hear(rollout) {
    const at = this.#list.findIndex((each) => each.id === rollout.id);
    const belongs = !this.#wanted || rollout.state === this.#wanted;
    if (at >= 0 && belongs) this.#list[at] = rollout;
    else if (at >= 0) this.#list.splice(at, 1);
    else if (belongs && !this.#loading) this.#list.unshift(rollout);
    if (!this.#isShown) return;
    this.#drawList();
    if (rollout.id === this.#picked) this.#isStale = true;
    if (rollout.id === this.#picked && rollout.state !== this.#detail?.state) this.#refresh();
  }

  /** After news was missed. */
  readAgain() {
    if (!this.#isShown) return;
    this.#load();
    if (this.#picked) this.#refresh();
  }

  /** In the other language. */
  redraw() {
    if (!this.#isShown) return;
    this.#drawList();
    if (this.#detail) this.#draw();
    else if (!this.#picked) this.#drawNothing();
  }

  /** Members move without news of the rollout. */
  #lookAgain() {
    if (!this.#isShown || document.hidden || !this.#detail) return;
    if (this.#isStale || MOVING.has(this.#detail.state)) this.#refresh();
  }

  // ---------------------------------------------------------------- the list

  async #load(after) {
    this.#loading = true;
    this.#failure = null;
    this.#drawList();
    const query = new URLSearchParams({ limit: PAGE });
    if (this.#wanted) query.set("state", this.#wanted);
    if (after) query.set("after", after);
    const wanted = this.#wanted;
    try {
      const page = await this.#server.get("/rollouts?" + query);
      if (wanted !== this.#wanted) return;
      this.#list = after ? this.#list.concat(page.items) : page.items;
      this.#next = page.next ?? null;
    } catch (problem) {
      if (problem.status === 401 || wanted !== this.#wanted) return;
      this.#failure = problem.message;
    }
    this.#loading = false;
    this.#drawList();
  }

  #drawList() {
    $("rollout-state").replaceChildren(
      make("option", { value: "" }, say("anyState")),
      ...STATES.map((each) => make("option", { value: each, selected: each === this.#wanted }, say("ro_" + each))),
    );
    const focused = document.activeElement?.closest?.(".rollout")?.dataset.id;
    $("rollout-list").replaceChildren(...this.#list.map((each) => this.#card(each)));
    if (focused) $("rollout-list").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
    $("rollouts-more").hidden = !this.#next || this.#loading;
    const empty = this.#loading ? "loading" : this.#wanted ? "noRolloutsFound" : "noRollouts";
    $("rollout-list-state").replaceChildren(
      ...(this.#failure
        ? [
            make("span", { class: "error" }, say("rolloutsFailed", this.#failure)),
            make("button", { type: "button", onclick: () => this.#load() }, say("retry")),
          ]
        : this.#list.length
          ? []
          : [say(empty)]),
    );
  }

  #card(rollout) {
    return make(
      "a",
      {
        class: "ticket rollout " + (TONES[rollout.state] ?? ""),
        href: "#/rollouts/" + rollout.id,
        "aria-current": this.#picked === rollout.id ? "true" : null,
        "data-id": rollout.id,
      },
      make("span", { class: "what" }, `${rollout.model} ${rollout.release}`),
      make(
        "span",
        { class: "when", title: dateTime(rollout.changedAt) },
        ago(rollout.changedAt, this.#server.now()),
      ),
      make("span", { class: "where" }, rollout.name || say("rolloutNumber", rollout.id)),
      make("span", { class: "often" }, rollout.size ? say("devicesCount", number(rollout.size)) : ""),
      make("span", { class: "why" }, reasonOf(rollout)),
      make("span", { class: "tags" }, stateTag(rollout), rollout.wave > 0 ? tag("", waveWords(rollout)) : null),
    );
  }

  // ---------------------------------------------------------------- one rollout

  async #pick(id) {
    if (id !== this.#picked) {
      this.#detail = null;
      this.#verdicts = { items: [], next: null };
      this.#members = { items: [], next: null, state: "", wave: "" };
    }
    this.#picked = id;
    $("fleet").classList.toggle("picked", id != null);
    this.#drawList();
    if (!id) {
      this.#drawNothing();
      return;
    }
    await this.#refresh();
    if (this.#picked === id) $("rollout").focus({ preventScroll: true });
  }

  #drawNothing() {
    $("rollout").replaceChildren(make("p", { class: "nothing" }, say("pickRollout")));
  }

  #path(rest = "") {
    return "/rollouts/" + encodeURIComponent(this.#picked) + rest;
  }

  async #refresh() {
    const wanted = this.#picked;
    this.#isStale = false;
    try {
      const [rollout, verdicts, members] = await Promise.all([
        this.#server.get(this.#path()),
        this.#server.get(this.#path("/verdicts?limit=" + Math.max(VERDICTS, this.#verdicts.items.length))),
        this.#readMembers(Math.max(MEMBERS, this.#members.items.length)),
      ]);
      if (this.#picked !== wanted) return;
      this.#detail = rollout;
      this.#verdicts = verdicts;
      this.#members = { ...this.#members, ...members, next: members.next ?? null };
      this.#draw();
    } catch (problem) {
      if (this.#picked !== wanted || problem.status === 401 || this.#detail) return;
      $("rollout").replaceChildren(
        make(
          "div",
          { class: "detail" },
          backButton(),
          make("p", { class: "error" }, problem.message),
          make("p", {}, make("button", { type: "button", onclick: () => this.#refresh() }, say("retry"))),
        ),
      );
    }
  }

  #draw() {
    if (!$("rollout-head")) {
      const part = (id) => make("section", { class: "block", id });
      $("rollout").replaceChildren(
        make(
          "article",
          { class: "detail" },
          backButton(),
          make("div", { id: "rollout-head" }),
          part("rollout-actions"),
          part("rollout-waves"),
          part("rollout-gates"),
          part("rollout-trials"),
          part("rollout-fixes"),
          part("rollout-members"),
          part("rollout-verdicts"),
          part("rollout-facts"),
        ),
      );
    }
    const rollout = this.#detail;
    $("rollout-head").replaceChildren(
      make(
        "div",
        { class: "tags" },
        stateTag(rollout),
        rollout.wave > 0 ? tag("", waveWords(rollout)) : null,
        rollout.size ? tag("", say("devicesCount", number(rollout.size))) : null,
      ),
      make("h2", {}, `${rollout.model} ${rollout.release}`),
      make("p", { class: "subtitle" }, [say("rolloutNumber", rollout.id), rollout.name].filter(Boolean).join(" · ")),
      make("p", { class: "because" }, reasonOf(rollout)),
    );
    this.#drawActions(rollout);
    this.#drawWaves(rollout);
    this.#drawGates(rollout.verdict);
    this.#drawTrials(rollout.verdict);
    this.#drawFixes(rollout.fixes ?? []);
    this.#drawMembers(rollout);
    this.#drawVerdicts();
    $("rollout-facts").replaceChildren(facts(rollout));
  }

  #drawActions(rollout) {
    const buttons = (rollout.allowed ?? []).map((to) =>
      make(
        "button",
        { type: "button", class: isGrave(to) ? "danger" : null, "data-to": to, onclick: () => this.#step(rollout, to) },
        say("rs_" + stepWord(rollout, to)),
      ),
    );
    $("rollout-actions").replaceChildren(
      make("h3", {}, say("next")),
      buttons.length
        ? make("div", { class: "buttons" }, ...buttons)
        : make("p", { class: "foot" }, say("rolloutNothing")),
    );
  }

  async #step(rollout, to) {
    const given = await askWhy($("ask"), rollout, to);
    if (!given) return;
    try {
      await this.#server.send("POST", `/rollouts/${rollout.id}/transitions`, { to, ...given });
      this.#toast(say("done", say("rs_" + stepWord(rollout, to))));
    } catch (problem) {
      if (problem.status !== 401) this.#toast(problem.message, true);
    }
    if (this.#picked === rollout.id) await this.#refresh();
  }

  #drawWaves(rollout) {
    const waves = rollout.waves ?? [];
    const rows = [...waves.filter((each) => !each.heldBack), ...waves.filter((each) => each.heldBack)].map((wave) =>
      make(
        "li",
        { class: wave.wave === rollout.wave && !wave.heldBack ? "wave now" : "wave" },
        make(
          "div",
          { class: "wave-head" },
          make("b", {}, wave.heldBack ? say("heldBack") : waveName(wave.wave)),
          make("span", {}, say("devicesCount", number(wave.members))),
          make("span", { class: "spacer" }),
          wave.exposureHours ? make("span", {}, say("exposure", number(wave.exposureHours))) : null,
          make("span", {}, wave.openedAt ? say("openedAtWave", dateTime(wave.openedAt)) : wave.heldBack ? "" : say("notOpened")),
        ),
        ...waveBar(wave.states, wave.members),
      ),
    );
    $("rollout-waves").replaceChildren(
      make("h3", {}, say("waves")),
      rows.length ? make("ol", { class: "waves" }, ...rows) : make("p", { class: "foot" }, say("membersLater")),
    );
  }

  #drawGates(verdict) {
    const rows = (verdict?.verdicts ?? []).map((each) =>
      make(
        "li",
        { class: "gate" },
        tag(ANSWERS[each.answer], say("ga_" + each.answer)),
        make("b", {}, say("g_" + each.gate)),
        make("span", {}, becauseText(each)),
      ),
    );
    $("rollout-gates").replaceChildren(
      make("h3", {}, say("gates")),
      ...(verdict
        ? [
            make("ol", { class: "gates" }, ...rows),
            make("p", { class: "foot" }, say("gatesFoot", verdict.wave, dateTime(verdict.at))),
          ]
        : [make("p", { class: "foot" }, say("noVerdict"))]),
    );
  }

  #drawTrials(verdict) {
    const trials = (verdict?.verdicts ?? [])
      .flatMap((each) => each.inputs?.trials ?? [])
      .sort((a, b) => b.logEvidence - b.logNeeded - (a.logEvidence - a.logNeeded));
    const isOpen = $("rollout-trials").querySelector("details")?.open ?? false;
    $("rollout-trials").hidden = !trials.length;
    if (!trials.length) return;
    const rest = trials.slice(TRIALS);
    $("rollout-trials").replaceChildren(
      make("h3", {}, say("trials")),
      trialTable(trials.slice(0, TRIALS)),
      ...(rest.length
        ? [make("details", { open: isOpen }, make("summary", {}, say("allTrials", trials.length)), trialTable(rest))]
        : []),
      make("p", { class: "foot" }, say("trialsFoot", percent(trials[0].ratio.confidence))),
    );
  }

  #drawFixes(fixes) {
    $("rollout-fixes").hidden = !fixes.length;
    $("rollout-fixes").replaceChildren(
      make("h3", {}, say("fixesTitle")),
      make(
        "ol",
        { class: "gates" },
        ...fixes.map((fix) =>
          make(
            "li",
            { class: "gate" },
            tag({ SHOWN: "good", CONTRADICTED: "critical" }[fix.state], say("fx_" + fix.state)),
            make("b", {}, symptomName(fix.symptom)),
            make("span", {}, becauseText(fix)),
          ),
        ),
      ),
    );
  }

  // ---------------------------------------------------------------- its devices and verdicts

  #readMembers(limit, after) {
    const query = new URLSearchParams({ limit });
    if (this.#members.state) query.set("state", this.#members.state);
    if (this.#members.wave !== "") query.set("wave", this.#members.wave);
    if (after) query.set("after", after);
    return this.#server.get(this.#path("/members?" + query));
  }

  async #moreMembers(after) {
    const wanted = this.#picked;
    try {
      const page = await this.#readMembers(MEMBERS, after);
      if (this.#picked !== wanted) return;
      this.#members.items = after ? this.#members.items.concat(page.items) : page.items;
      this.#members.next = page.next ?? null;
      this.#drawMembers(this.#detail);
    } catch (problem) {
      if (problem.status !== 401) this.#toast(problem.message, true);
    }
  }

  #drawMembers(rollout) {
    const members = this.#members;
    const choose = (key, word, options) =>
      make(
        "select",
        {
          class: "field",
          "aria-label": say(word),
          "data-filter": key,
          onchange: (event) => {
            members[key] = event.target.value;
            this.#moreMembers();
          },
        },
        ...options.map(([value, text]) => make("option", { value, selected: value === members[key] }, text)),
      );
    const waves = (rollout.waves ?? []).map((each) => (each.heldBack ? 0 : each.wave));
    const head = make(
      "div",
      { class: "series-head" },
      make("h3", {}, say("members")),
      make("span", { class: "spacer" }),
      choose("wave", "wave", [["", say("allWaves")], ...waves.map((each) => [String(each), waveName(each)])]),
      choose("state", "memberState", [["", say("anyState")], ...MEMBER_STATES.map((each) => [each, say("ms_" + each)])]),
    );
    const focused = document.activeElement?.dataset?.filter;
    $("rollout-members").replaceChildren(
      head,
      members.items.length
        ? memberTable(members.items, this.#server.now())
        : make("p", { class: "foot" }, say(rollout.size ? "noMembers" : "membersLater")),
      ...(members.next
        ? [
            make(
              "button",
              { type: "button", class: "wide", onclick: () => this.#moreMembers(members.next) },
              say("more"),
            ),
          ]
        : []),
    );
    if (focused) $("rollout-members").querySelector(`[data-filter="${focused}"]`)?.focus();
  }

  #drawVerdicts() {
    const { items, next } = this.#verdicts;
    $("rollout-verdicts").hidden = !items.length;
    $("rollout-verdicts").replaceChildren(
      make("h3", {}, say("verdictHistory")),
      make(
        "ol",
        { class: "timeline" },
        ...items.map((each) =>
          make(
            "li",
            { class: "answer " + ANSWERS[each.answer] },
            make(
              "p",
              { class: "at" },
              `${dateTime(each.at)} · ${waveName(each.wave)} · ${say("g_" + each.gate)} `,
              tag(ANSWERS[each.answer], say("ga_" + each.answer)),
            ),
            make("p", { class: "said" }, becauseText(each)),
          ),
        ),
      ),
      ...(next
        ? [make("button", { type: "button", class: "wide", onclick: () => this.#moreVerdicts(next) }, say("more"))]
        : []),
    );
  }

  async #moreVerdicts(after) {
    const wanted = this.#picked;
    try {
      const page = await this.#server.get(this.#path(`/verdicts?limit=${VERDICTS}&after=${after}`));
      if (this.#picked !== wanted) return;
      this.#verdicts = { items: this.#verdicts.items.concat(page.items), next: page.next ?? null };
      this.#drawVerdicts();
    } catch (problem) {
      if (problem.status !== 401) this.#toast(problem.message, true);
    }
  }
}

const backButton = () =>
  make("button", { type: "button", class: "back", onclick: () => (location.hash = "#/rollouts") }, "← " + say("back"));
