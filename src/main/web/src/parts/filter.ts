// What may come next in a filter of docs/filters.md, for completion while it is written. Pure.

export const FILTER_FIELDS = [
  "id",
  "serial",
  "name",
  "model",
  "lot",
  "via",
  "hardwareRevision",
  "customer",
  "site",
  "site.zone",
  "firmware",
  "registered",
  "attribute.",
  "reported.",
  "ticket.symptom",
  "ticket.open",
  "frozen",
] as const;

const SETS = new Set(["ticket.symptom", "ticket.open", "frozen"]);
const VALUES: Record<string, string[]> = {
  "ticket.open": ["true", "false"],
  frozen: ["IN_REPAIR", "DISPUTED", "IN_SOAK"],
};
const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="];
const WORDS = new Set(["and", "or", "not", "in", "like", "exists", "is", "null"]);

export interface Completion {
  /** Where in the text the part begins that a choice replaces. */
  from: number;
  options: string[];
}

type Token = { kind: "word" | "quoted" | "operator" | "open" | "close" | "comma"; text: string; at: number };

const LEXER = /"(?:[^"\\]|\\.)*"?|!=|<=|>=|[=<>(),]|[^\s"=<>!(),]+/g;

function tokens(text: string): Token[] {
  return [...text.matchAll(LEXER)].map((found) => {
    const part = found[0];
    const kind =
      part === "("
        ? "open"
        : part === ")"
          ? "close"
          : part === ","
            ? "comma"
            : COMPARISONS.includes(part)
              ? "operator"
              : part.startsWith('"')
                ? "quoted"
                : "word";
    return { kind, text: part, at: found.index };
  });
}

/** A value as it must stand in a filter. */
export function quoted(value: string): string {
  const isPlain = /^[A-Za-z0-9_*?][A-Za-z0-9_.:+\-*?]*$/.test(value) && !WORDS.has(value.toLowerCase());
  return isPlain ? value : '"' + value.replace(/["\\]/g, "\\$&") + '"';
}

/**
 * What may come where the caret stands.
 *
 * @param known values there are of a field
 */
export function complete(text: string, caret: number, known: Record<string, string[]> = {}): Completion {
  const before = text.slice(0, caret);
  const all = tokens(before);
  const last = all.at(-1);
  const isTouching = last !== undefined && last.at + last.text.length === caret;
  const partial = isTouching && (last.kind === "word" || last.kind === "quoted") ? last : undefined;
  const done = partial ? all.slice(0, -1) : all;
  const from = partial?.at ?? caret;
  const begun = (partial?.text ?? "").replace(/^"/, "").toLowerCase();
  const options = next(done, known).filter(
    (each) => each.toLowerCase().replace(/^"/, "").startsWith(begun) && each !== partial?.text,
  );
  return { from, options };
}

function next(done: Token[], known: Record<string, string[]>): string[] {
  let expects: "condition" | "field" | "comparison" | "value" | "list" | "null" | "joint" = "condition";
  let field = "";
  let depth = 0;
  for (const token of done) {
    const word = token.kind === "word" ? token.text.toLowerCase() : "";
    if (expects === "condition" || expects === "field") {
      if (token.kind === "open") depth++;
      else if (word === "exists") expects = "field";
      else if (word !== "not" && (token.kind === "word" || token.kind === "quoted")) {
        field = token.text;
        expects = expects === "condition" ? "comparison" : "joint";
      }
    } else if (expects === "comparison") {
      if (token.kind === "quoted") continue; // attribute."line no"
      if (token.kind === "operator" || word === "like") expects = "value";
      else if (word === "in") expects = "list";
      else if (word === "is") expects = "null";
    } else if (expects === "value") {
      expects = "joint";
    } else if (expects === "list") {
      if (token.kind === "close") expects = "joint";
    } else if (expects === "null") {
      if (word === "null") expects = "joint";
    } else if (token.kind === "close") {
      depth--;
    } else if (word === "and" || word === "or") {
      expects = "condition";
    }
  }
  const values = () => [...(VALUES[field] ?? known[field] ?? [])].map(quoted);
  switch (expects) {
    case "condition":
      return [...FILTER_FIELDS, "not", "exists", "("];
    case "field":
      return [...FILTER_FIELDS];
    case "comparison":
      return SETS.has(field) ? ["=", "!=", "in", "not in"] : [...COMPARISONS, "in", "not in", "like", "not like", "is null", "is not null"];
    case "value":
      return values();
    case "list":
      return done.at(-1)?.kind === "word" && done.at(-1)?.text.toLowerCase() === "in"
        ? ["("]
        : done.at(-1)?.kind === "open" || done.at(-1)?.kind === "comma"
          ? values()
          : [",", ")"];
    case "null":
      return ["null", "not null"];
    case "joint":
      return depth > 0 ? ["and", "or", ")"] : ["and", "or"];
  }
}
