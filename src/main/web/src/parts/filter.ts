// What may come next in a filter; docs/filters.md has the language.

export const FIELDS = [
  "id", "serial", "name", "model", "lot", "via", "hardwareRevision", "customer", "site", "site.zone", "firmware", "registered",
  "attribute.", "reported.", "ticket.symptom", "ticket.open", "frozen",
];
const TEXT = ["=", "!=", "in (", "not in (", "like", "is null", "is not null", "<", "<=", ">", ">="];
const SET = ["=", "!=", "in (", "not in ("];
const VALUES: Record<string, string[]> = {
  "ticket.open": ["true", "false"],
  frozen: ["IN_REPAIR", "DISPUTED", "IN_SOAK"],
};

export interface Completion {
  /** What stands in the text from here to the caret is replaced. */
  from: number;
  options: string[];
}

/** What may stand at the caret; `values` knows those of some fields: model, firmware and the like. */
export function complete(text: string, caret: number, values: Record<string, string[]> = {}): Completion {
  const before = text.slice(0, caret);
  const from = before.search(/[^\s(),]*$/);
  const typed = before.slice(from);
  const words = before.slice(0, from).match(/"(?:[^"\\]|\\.)*"|[<>=!]+|[(),]|[^\s(),<>=!]+/g) ?? [];
  return { from, options: next(words, values).filter((each) => each.toLowerCase().startsWith(typed.toLowerCase()) && each !== typed) };
}

function next(words: string[], values: Record<string, string[]>): string[] {
  const last = words.at(-1)?.toLowerCase() ?? "";
  const isField = (word: string | undefined) =>
    word != null && (FIELDS.includes(word) || /^(attribute|reported)\../.test(word));
  const open = words.lastIndexOf("(");
  const inList = open > 0 && words[open - 1]?.toLowerCase() === "in" && !words.slice(open).includes(")");
  if (inList) {
    const field = words[words[open - 2]?.toLowerCase() === "not" ? open - 3 : open - 2] ?? "";
    return last === "(" || last === "," ? valuesOf(field, values) : [")"];
  }
  if (!words.length || ["and", "or", "("].includes(last)) return [...FIELDS, "not", "exists"];
  if (last === "not" && !isField(words.at(-2))) return FIELDS;
  if (last === "exists") return FIELDS;
  if (/^[<>=!]+$/.test(last) || last === "like") return valuesOf(words.at(-2) ?? "", values);
  if (isField(words.at(-1)) && !isOperator(words.at(-2))) return last in VALUES || last === "ticket.symptom" ? SET : TEXT;
  return ["and", "or"];
}

const isOperator = (word: string | undefined) => word != null && (/^[<>=!]+$/.test(word) || /^(like|exists)$/i.test(word));

function valuesOf(field: string, values: Record<string, string[]>): string[] {
  return (VALUES[field] ?? values[field] ?? []).map((each) => (/^[\w][\w.:+\-*?]*$/.test(each) ? each : JSON.stringify(each)));
}
