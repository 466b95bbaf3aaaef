// The live page: the list of fault tickets, one of them in detail, and the stream that keeps both
// up to date. Speaks only to the public API.

import { ask } from "./ask.js";
import { drawChart } from "./chart.js";
import { make } from "./make.js";
import { Rollouts } from "./rollouts.js";
import { Server } from "./server.js";
import {
  ago,
  becauseText,
  currentLanguage,
  dateTime,
  hasWord,
  metricName,
  number,
  say,
  setLanguage,
  span,
  stateName,
  stepName,
  symptomName,
  zone,
} from "./words.js";

const PAGE = 50;
const SEVERITIES = ["critical", "major", "minor", "warning"];
const ENDED = new Set(["CLOSED", "CANCELLED", "MERGED", "CONVERTED"]);

const $ = (id) => document.getElementById(id);

const state = {
  me: null,
  filter: { open: true, severity: "", q: "" },
  tickets: [],
  next: null,
  loading: false,
  failure: null,
  picked: null,
  detail: null,
  fresh: new Set(),
  range: "fault",
  metric: null,
};

const server = new Server({
  onTicket: hearTicket,
  onRollout: (rollout) => rollouts.hear(rollout),
  onReset: () => {
    loadList();
    rollouts.readAgain();
  },
  onLink: showLink,
  onRefused: () => showDoor(say("wrongToken")),
});

const rollouts = new Rollouts(server, toast);

// ---------------------------------------------------------------- the door

function showDoor(error) {
  server.leave();
  state.me = null;
  $("desk").hidden = true;
  $("fleet").hidden = true;
  $("rooms").hidden = true;
  rollouts.hide();
  $("link").hidden = true;
  $("who").hidden = true;
  $("leave").hidden = true;
  $("door").hidden = false;
  $("door-error").hidden = !error;
  $("door-error").textContent = error ?? "";
  $("token").focus();
}

async function enter() {
  try {
    state.me = await server.get("/me");
    server.setClock(state.me.now);
  } catch (problem) {
    if (problem.status === 401) return;
    showDoor(problem.message);
    return;
  }
  $("door").hidden = true;
  $("token").value = "";
  $("rooms").hidden = state.me.role === "customer";
  $("leave").hidden = false;
  $("who").hidden = false;
  $("who").textContent = `${state.me.name} · ${state.me.role}`;
  server.listen();
  showRoom();
  await loadList();
  readAddress();
}

$("door-form").addEventListener("submit", (event) => {
  event.preventDefault();
  server.token = $("token").value.trim();
  enter();
});

$("leave").addEventListener("click", () => showDoor());

// ---------------------------------------------------------------- the list

function listQuery(after) {
  const query = new URLSearchParams({ kind: "fault", grouped: "true", limit: PAGE });
  if (state.filter.open) query.set("open", "true");
  if (state.filter.severity) query.set("severity", state.filter.severity);
  if (state.filter.q) query.set("q", state.filter.q);
  if (after) query.set("after", after);
  return query;
}

let listTurn = 0;

async function loadList(after) {
  const turn = ++listTurn;
  state.loading = true;
  state.failure = null;
  drawList();
  try {
    const page = await server.get("/tickets?" + listQuery(after));
    if (turn !== listTurn) return;
    state.tickets = after ? state.tickets.concat(page.items) : page.items;
    state.next = page.next ?? null;
  } catch (problem) {
    if (turn !== listTurn || problem.status === 401) return;
    state.failure = problem.message;
  }
  state.loading = false;
  drawList();
}

const belongs = (ticket) =>
  ticket.kind === "fault" &&
  !ticket.parent && // the parent stands for it
  !(state.filter.open && ENDED.has(ticket.state)) &&
  (!state.filter.severity || ticket.severity === state.filter.severity);

function hearTicket(ticket) {
  const at = state.tickets.findIndex((each) => each.number === ticket.number);
  if (at >= 0) {
    if (belongs(ticket)) state.tickets[at] = ticket;
    else state.tickets.splice(at, 1);
  } else if (belongs(ticket) && state.filter.q) {
    loadList();
  } else if (belongs(ticket) && !isBeyondList(ticket)) {
    state.tickets.push(ticket);
    state.tickets.sort((a, b) => (a.openedAt < b.openedAt ? 1 : a.openedAt > b.openedAt ? -1 : a.number < b.number ? 1 : -1));
    state.fresh.add(ticket.number);
  }
  drawList();
  if (state.picked === ticket.number) refreshDetail();
}

/** Whether a ticket is older than what was read so far and will come with "show more". */
function isBeyondList(ticket) {
  const last = state.tickets.at(-1);
  return state.next != null && last != null && ticket.openedAt < last.openedAt;
}

function card(ticket) {
  const isActive = ticket.activeAlarms > 0;
  const ended = ENDED.has(ticket.state);
  return make(
    "a",
    {
      class: `ticket ${ticket.severity}${ended ? " ended" : ""}${state.fresh.delete(ticket.number) ? " fresh" : ""}`,
      href: "#/tickets/" + ticket.number,
      "aria-current": state.picked === ticket.number ? "true" : null,
      "data-number": ticket.number,
    },
    make("span", { class: "what" }, symptomName(ticket.symptom)),
    make("span", { class: "when", title: dateTime(ticket.openedAt) }, ago(ticket.openedAt, server.now())),
    make("span", { class: "where" }, place(ticket)),
    make("span", { class: "often", title: say("occurrences") }, ticket.occurrences > 1 ? "× " + ticket.occurrences : ""),
    make("span", { class: "why" }, becauseText(ticket)),
    make(
      "span",
      { class: "tags" },
      make("span", { class: "tag " + ticket.severity }, say(ticket.severity)),
      make("span", { class: "tag" }, stateName(ticket.state)),
      ended ? null : make("span", { class: isActive ? "tag" : "tag good" }, say(isActive ? "stillActive" : "cleared")),
      ticket.assignee ? make("span", { class: "tag" }, ticket.assignee) : null,
    ),
  );
}

const place = (ticket) => [ticket.device, causeName(ticket.cause), ticket.device && ticket.model, ticket.customer].filter(Boolean).join(" · ");

function drawList() {
  const focused = document.activeElement?.closest?.(".ticket")?.dataset.number;
  $("list").replaceChildren(...state.tickets.map(card));
  if (focused) $("list").querySelector(`[data-number="${CSS.escape(focused)}"]`)?.focus();
  $("count").textContent = state.tickets.length ? state.tickets.length + (state.next ? "+" : "") : "";
  $("more").hidden = !state.next || state.loading;
  document.title = (state.filter.open && state.tickets.length ? `(${state.tickets.length}${state.next ? "+" : ""}) ` : "") + "Fieldcare";
  drawListState();
}

function drawListState() {
  const place = $("list-state");
  if (state.failure) {
    place.replaceChildren(
      make("span", { class: "error" }, say("failed", state.failure)),
      make("button", { type: "button", onclick: () => loadList() }, say("retry")),
    );
  } else if (state.tickets.length > 0) {
    place.replaceChildren();
  } else if (state.loading) {
    place.replaceChildren(say("loading"));
  } else {
    const filtered = state.filter.severity || state.filter.q;
    place.replaceChildren(say(filtered ? "noneFound" : state.filter.open ? "noneOpen" : "noneYet"));
  }
}

function drawFilter() {
  $("filter").replaceChildren(
    ...[true, false].map((open) =>
      make(
        "button",
        {
          type: "button",
          "aria-pressed": String(state.filter.open === open),
          onclick: () => {
            state.filter.open = open;
            drawFilter();
            loadList();
          },
        },
        say(open ? "open" : "all"),
      ),
    ),
  );
  $("severity").replaceChildren(
    ...["", ...SEVERITIES].map((severity) =>
      make("option", { value: severity, selected: severity === state.filter.severity }, say(severity || "anySeverity")),
    ),
  );
}

$("severity").addEventListener("change", () => {
  state.filter.severity = $("severity").value;
  loadList();
});

let typing = 0;
$("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    state.filter.q = $("search").value.trim();
    loadList();
  }, 250);
});

$("more").addEventListener("click", () => loadList(state.next));

// ---------------------------------------------------------------- one ticket

const rolloutsInAddress = () =>
  state.me.role === "customer" ? null : /^#\/rollouts(?:\/([^/]+))?$/.exec(location.hash);

/** Tickets or rollouts, whichever the address names. */
function showRoom() {
  const isFleet = rolloutsInAddress() != null;
  $("desk").hidden = isFleet;
  $("fleet").hidden = !isFleet;
  for (const link of $("rooms").children) {
    if ((link.id === "to-rollouts") === isFleet) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function readAddress() {
  showRoom();
  const rollout = rolloutsInAddress();
  if (rollout) {
    rollouts.show(rollout[1] == null ? null : decodeURIComponent(rollout[1]));
    return;
  }
  rollouts.hide();
  const found = /^#\/tickets\/([^/]+)$/.exec(location.hash);
  pick(found ? decodeURIComponent(found[1]) : null);
}

window.addEventListener("hashchange", () => {
  if (!takeTokenFromAddress() && state.me) readAddress();
});

async function pick(ticket) {
  if (ticket !== state.picked) {
    state.detail = null;
    state.metric = null;
    state.range = "fault";
  }
  state.picked = ticket;
  $("desk").classList.toggle("picked", ticket != null);
  drawList();
  if (!ticket) {
    $("detail").replaceChildren(make("p", { class: "nothing" }, say("pick")));
    return;
  }
  await refreshDetail();
  if (state.picked === ticket) $("detail").focus({ preventScroll: true });
}

async function refreshDetail() {
  const wanted = state.picked;
  try {
    const ticket = await server.get("/tickets/" + encodeURIComponent(wanted));
    if (state.picked !== wanted) return;
    const first = state.detail == null;
    state.detail = ticket;
    if (first) drawDetail();
    else updateDetail();
    await Promise.all([drawSeries(), drawHistory(ticket), drawCondition(ticket)]);
  } catch (problem) {
    if (state.picked !== wanted || problem.status === 401) return;
    $("detail").replaceChildren(
      make(
        "div",
        { class: "detail" },
        backButton(),
        make("p", { class: "error" }, problem.message),
        make("p", {}, make("button", { type: "button", onclick: () => refreshDetail() }, say("retry"))),
      ),
    );
  }
}

const backButton = () =>
  make("button", { type: "button", class: "back", onclick: () => (location.hash = "#/") }, "← " + say("back"));

function drawDetail() {
  $("detail").replaceChildren(
    make(
      "article",
      { class: "detail" },
      backButton(),
      make("div", { id: "detail-head" }),
      make("section", { class: "block", id: "detail-series" }),
      make("section", { class: "block", id: "detail-actions" }),
      make("section", { class: "block", id: "detail-facts" }),
      make("section", { class: "block", id: "detail-alarms" }),
      make("p", { class: "block", id: "detail-condition", hidden: true }),
      make("section", { class: "block", id: "detail-thread" }),
      make("section", { class: "block", id: "detail-comments" }),
      make("section", { class: "block", id: "detail-history", hidden: true }),
    ),
  );
  $("detail").scrollTop = 0;
  updateDetail();
  drawCommentForm();
  drawChatForm();
}

function updateDetail() {
  const ticket = state.detail;
  $("detail-head").replaceChildren(
    make(
      "div",
      { class: "tags" },
      make("span", { class: "tag " + ticket.severity }, say(ticket.severity)),
      make("span", { class: "tag" }, stateName(ticket.state)),
      make(
        "span",
        { class: ticket.activeAlarms > 0 ? "tag critical" : "tag good" },
        say(ticket.activeAlarms > 0 ? "stillActive" : "cleared"),
      ),
    ),
    make("h2", {}, symptomName(ticket.symptom)),
    make("p", { class: "subtitle" }, `${ticket.number} · ${place(ticket)}`),
    make("p", { class: "because" }, becauseText(ticket)),
  );
  $("detail-facts").replaceChildren(facts(ticket), ...known(ticket));
  drawActions(ticket);
  drawAlarms(ticket);
  drawThread(ticket);
  drawComments(ticket);
}

/** Site s-3: what the children of a parent have in common. */
const causeName = (cause) => cause && say("cause_" + cause.type) + " " + cause.id;

const ticketLink = (label) => (found) =>
  make("a", { href: "#/tickets/" + found.number }, label(found));

/** Links to the tickets below a parent, by their devices. */
function childLinks(children) {
  if (!children?.count) return null;
  const links = children.items.map(ticketLink((child) => child.device ?? child.number));
  const rest = children.count - links.length;
  return make("span", {}, ...links.flatMap((link, i) => (i ? [", ", link] : [link])), rest > 0 ? ` + ${rest}` : "");
}

function facts(ticket) {
  const rows = [
    ["device", ticket.device],
    ["model", ticket.model],
    ["customer", ticket.customer],
    ["site", ticket.site],
    ["lot", ticket.lot],
    ["openedAt", dateTime(ticket.openedAt)],
    ["firstSeen", dateTime(ticket.firstSeenAt)],
    ["lastSeen", dateTime(ticket.lastSeenAt)],
    ["occurrences", number(ticket.occurrences)],
    ["assignee", ticket.assignee ?? say("nobody")],
    ["resolution", ticket.resolution],
    ["cause", causeName(ticket.cause)],
    ["parent", ticket.parent && ticketLink((found) => found.number)({ number: ticket.parent })],
    ["children", childLinks(ticket.children)],
    ["siblings", ticket.siblings?.join(", ")],
  ];
  return make(
    "dl",
    { class: "facts" },
    ...rows.filter(([, value]) => value).map(([key, value]) => make("div", {}, make("dt", {}, say(key)), make("dd", {}, value))),
  );
}

/** What the ticket knew when it was opened; each with its reason beside it. Customers hear nothing of how others fare. */
function known(ticket) {
  const it = ticket.known;
  if (!it) return [];
  const suspicion = it.siblings?.suspicions.find((each) => each.verdict !== "CHANCE");
  const lots = [...new Set(it.components.map((each) => each.lot).filter(Boolean))];
  const rows = [
    ["route", say("r_" + it.route.kind), it.route.because && it.route],
    ["fix", it.fix?.release, it.because.fix],
    ["problem", it.problem && ticketLink((found) => found.number)({ number: it.problem }), it.because.problem],
    it.siblings && [
      "siblings",
      it.siblings.missing ? "–" : say("siblingsOf", number(it.siblings.failed), number(it.siblings.units)),
      it.siblings.missing ? it.because.siblings : (suspicion ?? it.because.siblings),
    ],
    [
      "components",
      it.components.length ? say("partsOf", number(it.components.length), lots.join(", ")) : null,
      it.because.components,
    ],
    ["contact", it.contact && [it.contact.name, it.contact.phone, it.contact.email].filter(Boolean).join(", "), it.because.contact],
  ];
  return [
    make("h3", {}, say("knownTitle")),
    make(
      "dl",
      { class: "facts" },
      ...rows.filter(Boolean).map(([key, value, because]) =>
        make(
          "div",
          {},
          make("dt", {}, say("k_" + key)),
          make("dd", {}, value || "–", " ", make("span", { class: "why" }, because ? becauseText(because) : "")),
        ),
      ),
    ),
  ];
}

function drawAlarms(ticket) {
  const items = (ticket.alarms ?? []).toReversed().map((alarm) =>
    make(
      "li",
      { class: alarm.clearedAt ? null : "active" },
      make(
        "p",
        { class: "at" },
        `${dateTime(alarm.activeSince)} – ${alarm.clearedAt ? dateTime(alarm.clearedAt) : say("active")}`,
        " ",
        make("span", { class: "tag " + alarm.severity }, say(alarm.severity)),
      ),
      make("p", { class: "said" }, becauseText(alarm)),
    ),
  );
  $("detail-alarms").hidden = items.length === 0;
  $("detail-alarms").replaceChildren(make("h3", {}, say("alarmsTitle")), make("ol", { class: "timeline" }, ...items));
}

const MAY_CHANGE_ALARMS = new Set(["admin", "manager", "support", "field_engineer"]);
const SHELVED_FOR = "8h";

/** The state of the ticket's alarm, and what may be done about it. */
async function drawCondition(ticket) {
  const path = `/devices/${encodeURIComponent(ticket.device)}/alarms/${encodeURIComponent(ticket.symptom)}`;
  const it = await server.get(path).catch(() => null);
  const place = $("detail-condition");
  if (!it || !place || state.picked !== ticket.number) return;
  const isLatched = it.latched && !it.active && it.acked;
  const steps = [
    it.acked || it.shelved ? null : ["acknowledged", {}],
    isLatched ? ["reset", {}] : null,
    it.shelved ? ["unshelved", {}] : ["shelved", { for: SHELVED_FOR }],
  ].filter((step) => step && MAY_CHANGE_ALARMS.has(state.me.role));
  const change = async (to, body) => {
    const given = to === "shelved" ? await ask($("ask"), ticket, { to, guard: "REASON" }) : {};
    if (given == null) return;
    try {
      await server.send("POST", path + "/transitions", { to, ...body, ...given });
      toast(say("done", say("a_" + to)));
    } catch (problem) {
      if (problem.status !== 401) toast(problem.message, true);
    }
    await drawCondition(ticket);
  };
  place.hidden = false;
  place.replaceChildren(
    make("span", { class: "tag" }, say("al_" + it.state)),
    " ",
    ...(it.shelved ? [say("shelvedUntil", dateTime(it.shelved.until), it.shelved.by.replace(/^user:/, ""), it.shelved.reason), " "] : []),
    ...steps.flatMap(([to, body]) => [make("button", { type: "button", onclick: () => change(to, body) }, say("a_" + to)), " "]),
  );
}

/** What customer and staff said to each other, whichever way; goes on as it is said. */
function drawThread(ticket) {
  const items = (ticket.messages ?? [])
    .filter((message) => message.direction !== "note")
    .map((message) =>
      make(
        "li",
        { class: message.direction },
        make("p", { class: "at" }, `${dateTime(message.at)} · ${message.author} · ${say("by_" + message.channel)}`),
        make("p", { class: "said" }, message.text),
      ),
    );
  redraw($("detail-thread"), make("h3", {}, say("thread")), make("ol", { class: "timeline thread" }, ...items));
}

function drawChatForm() {
  if (state.me.role === "viewer") return;
  const text = make("textarea", { "aria-label": say("addMessage"), placeholder: say("addMessage"), required: true, maxlength: 10000 });
  const button = make("button", { type: "submit" }, say("send"));
  $("detail-thread").append(
    make(
      "form",
      {
        class: "chat-form",
        onsubmit: async (event) => {
          event.preventDefault();
          button.disabled = true;
          await act("/messages", { text: text.value, channel: "chat" }, say("said"), () => (text.value = ""));
          button.disabled = false;
        },
      },
      text,
      button,
    ),
  );
}

function drawComments(ticket) {
  const items = (ticket.comments ?? []).map((comment) =>
    make(
      "li",
      {},
      make("p", { class: "at" }, `${dateTime(comment.at)} · ${comment.author}`),
      make("p", { class: "said" }, comment.text),
    ),
  );
  redraw($("detail-comments"), make("h3", {}, say("comments")), make("ol", { class: "timeline" }, ...items));
}

/** Shows these in the place of the old ones; what somebody is writing there stays as it is. */
function redraw(place, ...children) {
  const form = place.querySelector("form");
  if (!form) {
    place.replaceChildren(...children);
    return;
  }
  for (const old of [...place.children]) if (old !== form) old.remove();
  form.before(...children);
}

function drawCommentForm() {
  if (state.me.role === "viewer") return;
  const text = make("textarea", { "aria-label": say("addComment"), placeholder: say("addComment"), required: true, maxlength: 10000 });
  const button = make("button", { type: "submit" }, say("send"));
  $("detail-comments").append(
    make(
      "form",
      {
        class: "comment-form",
        onsubmit: async (event) => {
          event.preventDefault();
          button.disabled = true;
          await act("/comments", { text: text.value }, say("commented"), () => (text.value = ""));
          button.disabled = false;
        },
      },
      text,
      button,
    ),
  );
}

/** Who brought the ticket where; alarms and comments are shown on their own. */
async function drawHistory(ticket) {
  const page = await server.get(`/tickets/${encodeURIComponent(ticket.number)}/history?limit=1000`).catch(() => null);
  const place = $("detail-history");
  if (!page || !place || state.picked !== ticket.number) return;
  const items = page.items
    .map((entry) => [entry, "h_" + entry.type.replace("ticket.", "")])
    .filter(([, word]) => hasWord(word))
    .reverse()
    .map(([entry, word]) => {
      const who = entry.actor === "system" ? say("bySystem") : entry.actor.replace(/^user:/, "");
      return make(
        "li",
        {},
        make("p", { class: "at" }, dateTime(entry.at)),
        make("p", { class: "said" }, `${who} ${say(word, stateName(entry.data.to ?? ""))}`),
        entry.data.reason ? make("p", { class: "at" }, entry.data.reason) : null,
      );
    });
  place.hidden = items.length === 0;
  place.replaceChildren(make("h3", {}, say("history")), make("ol", { class: "timeline" }, ...items));
}

/** Sends a change of the picked ticket and shows how it stands then. */
async function act(what, body, done, then, method = "POST") {
  try {
    const ticket = await server.send(method, "/tickets/" + encodeURIComponent(state.picked) + what, body);
    then?.();
    toast(done);
    if (ticket.number === state.picked) {
      state.detail = ticket;
      updateDetail();
      drawHistory(ticket);
    }
    return true;
  } catch (problem) {
    if (problem.status !== 401) toast(problem.message, true);
    return false;
  }
}

// ---------------------------------------------------------------- what can be done

const STAFF = new Set(["manager", "support", "field_engineer", "release_engineer", "quality"]);

function mayDo(step) {
  return step.by.includes(state.me.role) || (state.me.role === "admin" && step.by.some((role) => STAFF.has(role)));
}

function drawActions(ticket) {
  const steps = (ticket.allowed ?? []).filter(mayDo);
  const buttons = steps.map((step) =>
    make(
      "button",
      { type: "button", class: ENDED.has(step.to) ? "danger" : null, onclick: () => takeStep(ticket, step) },
      stepName(step.to),
    ),
  );
  const mayAssign = ["admin", "manager", "support"].includes(state.me.role);
  if (mayAssign && ticket.assignee !== state.me.name && !ENDED.has(ticket.state)) {
    buttons.push(
      make(
        "button",
        {
          type: "button",
          class: "quiet",
          onclick: () => act("/assignee", { assignee: state.me.name }, say("done", say("takeIt")), null, "PUT"),
        },
        say("takeIt"),
      ),
    );
  }
  $("detail-actions").replaceChildren(
    make("h3", {}, say("next")),
    buttons.length ? make("div", { class: "buttons" }, ...buttons) : make("p", { class: "foot" }, say("nothingToDo")),
  );
}

async function takeStep(ticket, step) {
  const given = await ask($("ask"), ticket, step);
  if (given) await act("/transitions", { to: step.to, ...given }, say("done", stepName(step.to)));
}

// ---------------------------------------------------------------- its series

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function stretch(ticket) {
  const first = Date.parse(ticket.firstSeenAt);
  const last = Math.max(first, Date.parse(ticket.lastSeenAt));
  if (state.range === "day") return [last + MINUTE - DAY, last + MINUTE];
  if (state.range === "week") return [last + MINUTE - 7 * DAY, last + MINUTE];
  const pad = Math.max(10 * MINUTE, (last - first) * 0.25);
  return [first - pad, last + pad];
}

/** A step that gives about 700 points, or none where that would be finer than a second. */
function stepFor(length) {
  const steps = [1, 5, 10, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400];
  const wanted = length / 700_000;
  return wanted <= 5 ? null : (steps.find((step) => step >= wanted) ?? 86_400);
}

let seriesTurn = 0;

async function drawSeries() {
  const ticket = state.detail;
  const turn = ++seriesTurn;
  $("detail-series").hidden = !ticket.device;
  if (!ticket.device) return;
  const device = encodeURIComponent(ticket.device);
  try {
    const [metrics, model] = await Promise.all([
      server.get(`/devices/${device}/metrics`),
      server.get(`/models/${encodeURIComponent(ticket.model)}`).catch(() => ({ metrics: {} })),
    ]);
    if (turn !== seriesTurn) return;
    const names = Object.keys(metrics.metrics ?? {}).sort();
    if (ticket.metric && !names.includes(ticket.metric)) names.unshift(ticket.metric);
    state.metric ??= ticket.metric ?? names[0] ?? null;
    drawSeriesHead(names);
    if (!state.metric) return;
    const [from, to] = stretch(ticket).map(Math.round);
    const step = stepFor(to - from);
    const query = new URLSearchParams({ metric: state.metric, from, to });
    if (step) query.set("every", step + "s");
    const series = await server.get(`/devices/${device}/telemetry?${query}`);
    if (turn !== seriesTurn) return;
    series.every = step ? step * 1000 : undefined;
    const known = model.metrics?.[state.metric];
    drawChart($("chart"), {
      series,
      limits: limitsOf(known),
      alarmed: alarmedStretches(ticket, to),
      from,
      to,
      unit: known?.unit,
      label: say("chartLabel", metricName(state.metric), ticket.device, dateTime(from), dateTime(to)),
    });
    $("chart-foot").textContent =
      say("zone", zone()) + " · " + (step ? say("byMean", span(step)) : say("everyReading"));
  } catch (problem) {
    if (turn === seriesTurn && problem.status !== 401) {
      $("detail-series").replaceChildren(
        make("p", { class: "error" }, problem.message),
        make("button", { type: "button", onclick: () => drawSeries() }, say("retry")),
      );
    }
  }
}

function limitsOf(metric) {
  return (metric?.limits ?? []).flatMap((limit) =>
    ["high", "low"].filter((side) => limit[side] != null).map((side) => ({ side, value: limit[side] })),
  );
}

function alarmedStretches(ticket, to) {
  return (ticket.alarms ?? []).map((alarm) => [
    Date.parse(alarm.activeSince),
    alarm.clearedAt ? Date.parse(alarm.clearedAt) : Math.min(to, Date.parse(alarm.lastSeenAt)),
  ]);
}

function drawSeriesHead(names) {
  const isDrawn = $("chart") && $("metric")?.options.length === names.length;
  if (isDrawn) return;
  if (!names.length) {
    $("detail-series").replaceChildren(make("h3", {}, say("series")), make("p", { class: "foot" }, say("noMetric")));
    return;
  }
  const redraw = () => {
    $("detail-series").replaceChildren();
    drawSeries();
  };
  const ranges = [
    ["fault", "aroundFault"],
    ["day", "day"],
    ["week", "week"],
  ];
  $("detail-series").replaceChildren(
    make(
      "div",
      { class: "series-head" },
      make("h3", {}, say("series")),
      make(
        "select",
        {
          id: "metric",
          "aria-label": say("metric"),
          onchange: (event) => {
            state.metric = event.target.value;
            redraw();
          },
        },
        ...names.map((name) => make("option", { value: name, selected: name === state.metric }, metricName(name))),
      ),
      make("span", { class: "spacer" }),
      make(
        "div",
        { class: "segments", role: "group", "aria-label": say("series") },
        ...ranges.map(([range, word]) =>
          make(
            "button",
            {
              type: "button",
              "aria-pressed": String(state.range === range),
              onclick: () => {
                state.range = range;
                redraw();
              },
            },
            say(word),
          ),
        ),
      ),
    ),
    make("div", { id: "chart", class: "chart" }),
    make("p", { id: "chart-foot", class: "foot" }),
  );
}

let resizing = 0;
window.addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => state.detail && $("chart") && drawSeries(), 200);
});

// ---------------------------------------------------------------- the frame

function toast(text, isBad = false) {
  const element = make("p", { class: isBad ? "toast bad" : "toast" }, text);
  $("toasts").append(element);
  setTimeout(() => element.remove(), isBad ? 12_000 : 4_000);
}

function showLink(how) {
  const link = $("link");
  link.hidden = false;
  link.className = "link " + (how === "live" ? "live" : "waiting");
  link.textContent = say(how);
}

function drawWords() {
  document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = say(each.dataset.word);
  for (const each of document.querySelectorAll("[data-label]")) {
    each.setAttribute("aria-label", say(each.dataset.label));
    if (each.id === "search") each.placeholder = say(each.dataset.label);
  }
  $("filter").setAttribute("aria-label", say("tickets"));
  $("language").textContent = say("other");
  $("language").lang = currentLanguage() === "zh" ? "en" : "zh-CN";
  drawFilter();
  if (!state.me) return;
  showLink(server.link);
  drawList();
  rollouts.redraw();
  if (state.detail) {
    drawDetail();
    drawSeries();
    drawHistory(state.detail);
  } else if (!state.picked) {
    pick(null);
  }
}

$("language").addEventListener("click", () => {
  setLanguage(currentLanguage() === "zh" ? "en" : "zh");
  drawWords();
});

/** A link may carry the token behind #token=; it is taken out of the address at once. */
function takeTokenFromAddress() {
  const found = /^#token=(.+)$/.exec(location.hash);
  if (!found) return false;
  history.replaceState(null, "", location.pathname);
  server.token = decodeURIComponent(found[1]);
  enter();
  return true;
}

// "3 minutes ago" grows old
setInterval(() => state.me && !document.hidden && drawList(), 30_000);

drawWords();
if (!takeTokenFromAddress()) {
  if (server.token) enter();
  else showDoor();
}
