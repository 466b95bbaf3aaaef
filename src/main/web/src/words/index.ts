// The catalogues: one file a subject in each language, named alike. t("state.NEW") is NEW in state.ts.

import { createI18n } from "vue-i18n";

type Words = Record<string, string>;
export type Language = "en" | "zh";
export const LANGUAGES: readonly Language[] = ["en", "zh"];

const files = import.meta.glob<{ default: Words }>("./*/*.ts", { eager: true });

export const catalogues: Record<Language, Record<string, Words>> = { en: {}, zh: {} };
for (const [path, file] of Object.entries(files)) {
  const [, language, subject] = /^\.\/(\w+)\/(\w+)\.ts$/.exec(path) ?? [];
  if (language && subject) catalogues[language as Language][subject] = file.default;
}

const KEPT = "fieldcare.language";

function first(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "zh") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const i18n = createI18n({
  legacy: false,
  locale: typeof localStorage === "undefined" ? "en" : first(),
  fallbackLocale: "en",
  messages: catalogues,
  missingWarn: false,
  fallbackWarn: false,
});

export const t = i18n.global.t;

export function language(): Language {
  return i18n.global.locale.value;
}

export function speak(to: Language): void {
  i18n.global.locale.value = to;
  localStorage.setItem(KEPT, to);
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
}

/** The word of a subject for a key that may hold dots; undefined if there is none. */
export function word(subject: string, key: string): string | undefined {
  return catalogues[language()][subject]?.[key] ?? catalogues.en[subject]?.[key];
}

/** The word for a code of the server's, or the code itself where we have none. */
export function wordOr(subject: string, key: string | null | undefined): string {
  return key == null ? "" : (word(subject, key) ?? key);
}
