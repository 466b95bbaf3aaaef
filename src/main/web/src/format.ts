// How times, quantities, money and what the server's codes mean are said in the reader's language.

import { catalogues, language, word, wordOr } from "./words";

const locale = () => (language() === "zh" ? "zh-CN" : "en-GB");

/** The zone that times are said in: the reader's. */
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

type When = string | number | Date;

/** Formatters are dear to make and cheap to use: each is made once for a language and its options. */
function made<Options, Format>(make: new (locale: string, options: Options) => Format): (locale: string, options: Options) => Format {
  const known = new Map<string, Format>();
  return (locale, options) => {
    const key = locale + JSON.stringify(options);
    const found = known.get(key) ?? new make(locale, options);
    known.set(key, found);
    return found;
  };
}
const times = made<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(Intl.DateTimeFormat);
const numbers = made<Intl.NumberFormatOptions, Intl.NumberFormat>(Intl.NumberFormat);
const distances = made<Intl.RelativeTimeFormatOptions, Intl.RelativeTimeFormat>(Intl.RelativeTimeFormat);

/** 22 Nov 2026, 08:15:00; in another zone than the reader's with its name. */
export function dateTime(at: When | null | undefined, timeZone?: string): string {
  if (at == null) return "";
  return times(locale(), {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    ...(timeZone ? { timeZone, timeZoneName: "short" } : {}),
  }).format(new Date(at));
}

/** 22 Nov, 08:15. */
export function shortTime(at: When | null | undefined): string {
  if (at == null) return "";
  return times(locale(), {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at));
}

/** 22 Nov 2026. */
export function date(at: When | null | undefined, timeZone?: string): string {
  if (at == null) return "";
  return times(locale(), {
    year: "numeric",
    month: "short",
    day: "numeric",
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(at));
}

/** Three minutes ago, or in two hours; `now` by the server's clock. */
export function ago(at: When, now: number): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const say = distances(language() === "zh" ? "zh-CN" : "en", {
    numeric: "auto",
    style: "short",
  });
  const size = Math.abs(seconds);
  if (size < 60) return say.format(seconds, "second");
  if (size < 3600) return say.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return say.format(Math.round(seconds / 3600), "hour");
  return say.format(Math.round(seconds / 86_400), "day");
}

/** A stretch of time: 5 min. */
export function span(seconds: number): string {
  const [size, unit] =
    seconds < 120
      ? [seconds, "second"]
      : seconds < 7200
        ? [seconds / 60, "minute"]
        : seconds < 172_800
          ? [seconds / 3600, "hour"]
          : [seconds / 86_400, "day"];
  return numbers(language() === "zh" ? "zh-CN" : "en", {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(size);
}

/** With at most so many digits that matter. */
export function number(value: number | null | undefined, digits = 6): string {
  return value == null ? "" : numbers(locale(), { maximumSignificantDigits: digits }).format(value);
}

/** 0.123 → 12.3 %. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share == null) return "";
  return numbers(locale(), { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** Fen, as the server counts, to yuan: 12345 → ¥123.45. */
export function money(fen: number | null | undefined): string {
  if (fen == null) return "";
  return numbers(language() === "zh" ? "zh-CN" : "en", {
    style: "currency",
    currency: "CNY",
    currencyDisplay: "narrowSymbol",
  }).format(fen / 100);
}

/** 1536 → 1.5 kB. */
export function bytes(size: number | null | undefined): string {
  if (size == null) return "";
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let i = 0;
  let value = size;
  while (value >= 1000 && i < units.length - 1) {
    value /= 1000;
    i++;
  }
  return numbers(locale(), {
    style: "unit",
    unit: units[i],
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(value);
}

export const stateName = (state: string | null | undefined) => wordOr("state", state);

/** What a button says that brings a ticket to this state. */
export const stepName = (state: string) => word("step", state) ?? stateName(state);

/** supplyVoltage → Supply voltage. */
export function metricName(metric: string): string {
  const known = word("metric", metric);
  if (known) return known;
  const words = metric.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ");
  return /^[a-z]/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1).toLowerCase() : words;
}

/** temperature.high → Temperature too high; what is not known is shown as it is. */
export function symptomName(symptom: string | null | undefined): string {
  if (!symptom) return "";
  const whole = word("symptom", symptom.replace(/[^a-z]/gi, "").toLowerCase());
  if (whole && !whole.includes("{0}")) return whole;
  const dot = symptom.lastIndexOf(".");
  const how = dot < 0 ? undefined : word("symptom", symptom.slice(dot + 1));
  return dot > 0 && how ? how.replace("{0}", metricName(symptom.slice(0, dot))) : symptom;
}

/** What a trial counts: crash, or symptom:temperature.high. */
export function kindName(kind: string): string {
  return kind.startsWith("symptom:") ? symptomName(kind.slice(8)) : wordOr("kind", kind);
}

/** hardwareRevision=B → revision B. */
export function splitName(split: string): string {
  const [what, which] = split.split("=");
  return what && which ? (word("split", what)?.replace("{0}", which) ?? split) : split;
}

export interface Reasoned {
  because?: string | null;
  becauseKey?: string | null;
  becauseArgs?: Record<string, unknown> | null;
}

/** Of these the words are ours in English, too: what the server says has codes and times as it keeps them. */
const ENTITLEMENT = "entitlement.";

function wordsOf(key: string): string | undefined {
  if (key.startsWith(ENTITLEMENT)) return word("entitlement", key.slice(ENTITLEMENT.length));
  return language() === "en" ? undefined : catalogues[language()].because?.[key];
}

/** Why, in the reader's language where we have the words for it, else as the server said it. */
export function becauseText(item: Reasoned | null | undefined): string {
  if (!item) return "";
  const text = wordsOf(item.becauseKey ?? "");
  if (!text) return item.because ?? "";
  const args = item.becauseArgs ?? {};
  const unit = args.unit ? " " + String(args.unit) : "";
  return text.replace(/\{(\w+)\}/g, (all, name: string) => {
    const value = args[name];
    if (value == null) return all;
    if (name === "metric") return metricName(String(value));
    if (name === "kind") return kindName(String(value));
    if (name === "basis") return word("coverage", "basis_" + String(value)) ?? String(value);
    if (name === "exclusion") return wordOr("entitlement", String(value));
    if (name === "split") return splitName(String(value));
    if (name.endsWith("raitType")) return wordOr("cause", String(value));
    if (name === "value" || name === "limit") return number(Number(value)) + unit;
    if (name.endsWith("Seconds")) return span(Number(value));
    if (name.endsWith("Arrival") || name.endsWith("At")) return dateTime(value as When);
    return typeof value === "number" ? number(value) : String(value);
  });
}

export interface Term {
  measure: string;
  amount: number | string;
}

/** 3 working days. */
export const termText = (term: Term) => (word("measure", term.measure) ?? "{0}").replace("{0}", number(Number(term.amount)));

/**
 * A clause of the service standard, with what was agreed where its text leaves it open. The text itself is Chinese:
 * other readers get its number, and what was agreed.
 */
export function clauseText(clause: string, term?: Term | null): string {
  const [, section, text] = /^(.*?[一二三四五六七八九十]+\.\d+)\s+(.*)$/.exec(clause) ?? [];
  if (!section || !text) return clause;
  if (language() !== "zh") return term ? `${section} (${termText(term)})` : section;
  return term ? `${section} ${text.replace(/\[X\](小时|工作小时|个工作日|个自然日|个月|天|日)?/, ` ${termText(term)}`)}` : clause;
}
