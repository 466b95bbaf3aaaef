import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Words = Record<string, string>;
const files = import.meta.glob<{ default: Words }>("../src/words/*/*.ts", { eager: true });
const of = (language: string) =>
  Object.entries(files)
    .filter(([path]) => path.includes(`/words/${language}/`))
    .map(([path, file]) => [path.split("/").at(-1) as string, file.default] as const);
/** Of these the server says the English itself. */
const SAID_BY_THE_SERVER = new Set(["because.ts"]);

describe("the catalogues", () => {
  it("have the same subjects and the same keys in both languages", () => {
    const zh = new Map(of("zh"));
    const en = new Map(of("en"));
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [file, words] of en) {
      if (SAID_BY_THE_SERVER.has(file)) continue;
      expect(Object.keys(zh.get(file) ?? {}).sort(), file).toEqual(Object.keys(words).sort());
    }
  });

  it("leave nothing empty, and fill in the same places in both languages", () => {
    const zh = new Map(of("zh"));
    for (const [file, words] of of("en")) {
      for (const [key, text] of Object.entries(words)) {
        const other = zh.get(file)?.[key] ?? "";
        expect(text.trim(), `en ${file} ${key}`).not.toBe("");
        expect(other.trim(), `zh ${file} ${key}`).not.toBe("");
        const places = (of: string) => [...new Set(of.match(/\{\w+\}/g) ?? [])].sort();
        expect(places(other), `${file} ${key}`).toEqual(places(text));
      }
    }
  });

  it("hold every word that a page asks for by name", () => {
    const known = new Set(of("en").flatMap(([file, words]) => Object.keys(words).map((key) => file.replace(".ts", ".") + key)));
    for (const path of sources(join(__dirname, "../src"))) {
      const text = readFileSync(path, "utf8");
      for (const [, key] of text.matchAll(/\bt\(\s*["']([a-zA-Z]+\.[\w.]+)["']\s*[,)]/g)) {
        expect(known.has(key as string), `${path} asks for ${key}`).toBe(true);
      }
    }
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(vue|ts)$/.test(name) ? [path] : [];
  });
}
