import { describe, expect, it } from "vitest";
import { type Article, EMPTY, formOf, textOf, versionsOf } from "../src/rooms/knowledge/article";

const article = (more: Partial<Article>) => ({ id: "1", state: "DRAFT", version: 1, changedAt: "", ...more }) as Article;

describe("an article", () => {
  it("is read in the reader's language, or in the one it has", () => {
    const both = article({ en: { title: "Dirty", body: "Clean it." }, zh: { title: "积灰", body: "" } });
    expect(textOf(both, "en")).toEqual({ title: "Dirty", body: "Clean it." });
    expect(textOf(both, "zh")).toEqual({ title: "积灰", body: "Clean it." });
    expect(textOf(article({}), "en").title).toBe("–");
  });

  it("says for which firmware it holds", () => {
    expect(versionsOf(article({ firmwareFrom: "1.4.0", firmwareTo: "1.6.0" }))).toBe("1.4.0 – 1.6.0");
    expect(versionsOf(article({ firmwareTo: "1.6.0" }))).toBe("≤ 1.6.0");
    expect(versionsOf(article({}))).toBe("");
  });

  it("begins as an empty form where it says nothing", () => {
    expect(formOf(article({ symptom: null }))).toEqual(EMPTY);
  });
});
