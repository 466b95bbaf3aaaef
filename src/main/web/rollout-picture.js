// Draws rollouts: a wave's devices as a bar, a rate ratio with its bounds.

import { make, makeSvg } from "./make.js";
import { number, say } from "./words.js";

/** In the order in which a bar shows them. */
export const MEMBER_STATES = [
  "updated",
  "delivered",
  "open",
  "asked",
  "silent",
  "failed",
  "declined",
  "left_out",
  "brought_back",
  "pending",
  "held",
];

/** How many devices are in which state, as one bar with its numbers below. */
export function waveBar(states, members) {
  let x = 0;
  const parts = [];
  const words = [];
  for (const state of MEMBER_STATES) {
    const count = states[state];
    if (!count) continue;
    const width = (100 * count) / members;
    parts.push(
      makeSvg(
        "rect",
        { x: x + "%", y: 0, width: width + "%", height: 16, class: "m-" + state },
        makeSvg("title", {}, `${say("ms_" + state)}: ${number(count)}`),
      ),
    );
    words.push(
      make("span", { class: "key" }, make("i", { class: "dot m-" + state }), `${say("ms_" + state)} ${number(count)}`),
    );
    x += width;
  }
  return [
    makeSvg("svg", { class: "wave-bar", width: "100%", height: 16, "aria-hidden": "true" }, ...parts),
    make("div", { class: "keys" }, ...words),
  ];
}

const WIDTH = 170;
const MIDDLE = 11;

/** From 1/16 to 16 on a log scale; what is not known, or beyond, is at the edge. */
function place(ratio, edge) {
  if (ratio == null) return edge;
  return Math.min(WIDTH - 4, Math.max(4, 4 + ((Math.log2(ratio) + 4) / 8) * (WIDTH - 8)));
}

/** The interval of a rate ratio; a line at 1, where the release changes nothing. */
export function ratioPlot(ratio) {
  const low = place(ratio.lower, 4);
  const high = place(ratio.upper, WIDTH - 4);
  const harm = (ratio.lower ?? 0) > 1;
  const good = ratio.upper != null && ratio.upper < 1;
  const one = place(1);
  return makeSvg(
    "svg",
    { class: "ratio" + (harm ? " harm" : good ? " good" : ""), width: WIDTH, height: 22, viewBox: `0 0 ${WIDTH} 22`, role: "img", "aria-label": ratioWords(ratio) },
    ...[1 / 4, 4].map((at) => makeSvg("line", { class: "tick", x1: place(at), x2: place(at), y1: 7, y2: 15 })),
    makeSvg("line", { class: "one", x1: one, x2: one, y1: 1, y2: 21 }),
    makeSvg("line", { class: "bounds", x1: low, x2: high, y1: MIDDLE, y2: MIDDLE }),
    ratio.lower > 1 / 16 ? makeSvg("line", { class: "bounds", x1: low, x2: low, y1: 7, y2: 15 }) : null,
    ratio.upper != null && ratio.upper < 16
      ? makeSvg("line", { class: "bounds", x1: high, x2: high, y1: 7, y2: 15 })
      : null,
    ratio.upper == null ? makeSvg("path", { d: `M${high - 5} 7l6 4l-6 4z` }) : null,
    ratio.estimate != null && ratio.estimate !== Infinity ? makeSvg("circle", { cx: place(ratio.estimate), cy: MIDDLE, r: 3.5 }) : null,
  );
}

const short = (value) => (value === Infinity ? "∞" : value >= 10 ? number(Math.round(value)) : String(Math.round(value * 100) / 100));

/** 2.1 [1.2 – 4]; what is not known is ∞ or –. */
export function ratioWords(ratio) {
  const estimate = ratio.estimate == null ? "–" : short(ratio.estimate);
  return `${estimate} [${short(ratio.lower ?? 0)} – ${short(ratio.upper ?? Infinity)}]`;
}
