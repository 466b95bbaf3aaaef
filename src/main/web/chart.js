// Draws one series as SVG: the line with its range, limits, alarmed stretches, axes in local time.

import { dateTime, number, say, tickDay, tickTime } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  172_800, 345_600, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
].map((seconds) => seconds * 1000);

function draw(name, attributes, parent, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}

function valueTicks(least, greatest, wanted) {
  const rough = (greatest - least) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((s) => s >= rough);
  const ticks = [];
  for (let i = Math.ceil(least / step); i * step <= greatest + step * 1e-9; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** Ticks on round local times. */
function timeTicks(from, to, wanted) {
  const step = TIME_STEPS.find((s) => (to - from) / s <= wanted) ?? TIME_STEPS.at(-1);
  const offset = new Date(from).getTimezoneOffset() * 60_000;
  const ticks = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
    ticks.push(at);
  }
  return { ticks, step };
}

function extent(series, limits) {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < series.points.length; i++) {
    least = Math.min(least, series.min ? series.min[i] : series.points[i][1]);
    greatest = Math.max(greatest, series.max ? series.max[i] : series.points[i][1]);
  }
  const span = greatest - least || Math.abs(greatest) || 1;
  for (const limit of limits) {
    // a limit that is far off would flatten the line: then it is left out of the picture
    if (limit.value > greatest && limit.value - greatest < 4 * span) greatest = limit.value;
    if (limit.value < least && least - limit.value < 4 * span) least = limit.value;
  }
  const pad = (greatest - least) * 0.08 || Math.abs(greatest) * 0.05 || 1;
  return [least - pad, greatest + pad];
}

/** The typical distance of two points, beyond which (five times) the line is broken. */
function patience(points, every) {
  if (every) return every * 3;
  const gaps = points.slice(1).map((point, i) => point[0] - points[i][0]);
  gaps.sort((a, b) => a - b);
  return (gaps[Math.floor(gaps.length / 2)] ?? 0) * 5 || Infinity;
}

function runs(points, every) {
  const longest = patience(points, every);
  const found = [];
  points.forEach((point, i) => {
    if (i === 0 || point[0] - points[i - 1][0] > longest) found.push([]);
    found.at(-1).push(i);
  });
  return found;
}

/**
 * Draws into the element: series = {points, min?, max?, every?}, limits = [{side, value}], alarmed =
 * [[from, to]], from, to in epoch milliseconds.
 */
export function drawChart(element, { series, limits, alarmed, from, to, unit, label }) {
  element.replaceChildren();
  if (series.points.length === 0) {
    const empty = document.createElement("p");
    empty.className = "empty";
    empty.textContent = say("noPoints");
    element.append(empty);
    return;
  }
  const width = Math.max(320, element.clientWidth);
  const height = width < 560 ? 260 : 320;
  const box = { left: 54, right: width - 14, top: 22, bottom: height - 40 };
  const [least, greatest] = extent(series, limits);
  const x = (at) => box.left + ((at - from) / (to - from)) * (box.right - box.left);
  const y = (v) => box.bottom - ((v - least) / (greatest - least)) * (box.bottom - box.top);
  const clampX = (at) => Math.min(box.right, Math.max(box.left, x(at)));
  const at = (n) => n.toFixed(1);

  const svg = draw("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    tabindex: "0",
    "aria-label": label,
  });

  for (const [start, end] of alarmed) {
    if (end < from || start > to) continue;
    const left = clampX(start);
    const right = Math.max(left + 2, clampX(end));
    draw(
      "rect",
      { class: "alarmed", x: at(left), y: box.top, width: at(right - left), height: box.bottom - box.top },
      svg,
    );
    if (start >= from) {
      draw(
        "line",
        { class: "alarmed-edge", x1: at(left), x2: at(left), y1: box.top, y2: box.bottom },
        svg,
      );
    }
  }

  for (const value of valueTicks(least, greatest, 5)) {
    draw("line", { class: "grid", x1: box.left, x2: box.right, y1: at(y(value)), y2: at(y(value)) }, svg);
    draw("text", { x: box.left - 8, y: at(y(value) + 4), "text-anchor": "end" }, svg, number(value));
  }
  if (unit) draw("text", { class: "unit", x: box.left - 8, y: 12, "text-anchor": "end" }, svg, unit);

  const { ticks, step } = timeTicks(from, to, width / 110);
  let day = "";
  for (const tick of ticks) {
    draw("line", { class: "grid", x1: at(x(tick)), x2: at(x(tick)), y1: box.bottom, y2: box.bottom + 5 }, svg);
    const anchor = x(tick) > box.right - 20 ? "end" : "middle";
    draw("text", { x: at(x(tick)), y: box.bottom + 18, "text-anchor": anchor }, svg, tickTime(tick, step));
    const thisDay = tickDay(tick);
    if (step < 86_400_000 && thisDay !== day) {
      draw("text", { x: at(x(tick)), y: box.bottom + 33, "text-anchor": anchor }, svg, thisDay);
      day = thisDay;
    }
  }

  for (const run of runs(series.points, series.every)) {
    const points = run.map((i) => series.points[i]);
    if (series.min && run.length > 1) {
      const up = run.map((i) => `${at(x(series.points[i][0]))},${at(y(series.max[i]))}`);
      const down = run.toReversed().map((i) => `${at(x(series.points[i][0]))},${at(y(series.min[i]))}`);
      draw("polygon", { class: "band", points: up.concat(down).join(" ") }, svg);
    }
    if (points.length === 1) {
      draw("circle", { class: "dot", cx: at(x(points[0][0])), cy: at(y(points[0][1])), r: 2 }, svg);
    } else {
      const path = points.map((point) => `${at(x(point[0]))},${at(y(point[1]))}`).join(" ");
      draw("polyline", { class: "series", points: path }, svg);
    }
  }

  for (const limit of limits) {
    const level = y(limit.value);
    if (level < box.top || level > box.bottom) continue;
    draw("line", { class: "limit", x1: box.left, x2: box.right, y1: at(level), y2: at(level) }, svg);
    const word = say(limit.side === "low" ? "limitLow" : "limitHigh", number(limit.value) + (unit ? " " + unit : ""));
    const above = limit.side !== "low" ? -6 : 15;
    draw("text", { class: "limit-word", x: box.left + 6, y: at(level + above) }, svg, word);
  }

  element.append(svg);
  readOut(element, svg, series, { x, y, box, width, unit });
}

/** Shows single values under the pointer or, by arrow keys, one after the other. */
function readOut(element, svg, series, { x, y, box, width, unit }) {
  const cursor = draw("line", { class: "cursor", y1: box.top, y2: box.bottom, visibility: "hidden" }, svg);
  const dot = draw("circle", { class: "dot", r: 4, visibility: "hidden" }, svg);
  const readout = document.createElement("output");
  readout.className = "readout";
  readout.hidden = true;
  element.append(readout);
  const points = series.points;
  let picked = -1;

  function show(i) {
    picked = i;
    const [at, value] = points[i];
    for (const [name, v] of [["x1", x(at)], ["x2", x(at)], ["visibility", "visible"]]) {
      cursor.setAttribute(name, v);
    }
    for (const [name, v] of [["cx", x(at)], ["cy", y(value)], ["visibility", "visible"]]) {
      dot.setAttribute(name, v);
    }
    const range = series.min ? ` (${number(series.min[i])} – ${number(series.max[i])})` : "";
    readout.textContent = `${dateTime(at)} · ${number(value)}${unit ? " " + unit : ""}${range}`;
    readout.hidden = false;
    const scale = svg.clientWidth / width;
    const left = x(at) * scale;
    readout.style.left =
      left > svg.clientWidth / 2
        ? `${Math.max(0, left - readout.offsetWidth - 10)}px`
        : `${Math.min(left + 10, svg.clientWidth - readout.offsetWidth)}px`;
  }

  function hide() {
    cursor.setAttribute("visibility", "hidden");
    dot.setAttribute("visibility", "hidden");
    readout.hidden = true;
  }

  function nearest(px) {
    let low = 0;
    let high = points.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (x(points[middle][0]) < px) low = middle + 1;
      else high = middle;
    }
    return low > 0 && px - x(points[low - 1][0]) < x(points[low][0]) - px ? low - 1 : low;
  }

  svg.addEventListener("pointermove", (event) => {
    const area = svg.getBoundingClientRect();
    show(nearest(((event.clientX - area.left) * width) / area.width));
  });
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("blur", hide);
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, PageUp: -20, PageDown: 20 }[event.key];
    if (step) {
      event.preventDefault();
      const start = picked < 0 ? 0 : picked + step;
      show(Math.min(points.length - 1, Math.max(0, start)));
    }
  });
}
