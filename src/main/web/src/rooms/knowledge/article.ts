// What a form holds of an article, and what the API takes. Pure.

import type { components } from "../../api/schema";

export type Article = components["schemas"]["Article"];
export type Language = "en" | "zh";

export interface ArticleForm {
  symptom: string;
  model: string;
  firmwareFrom: string;
  firmwareTo: string;
  en: { title: string; body: string };
  zh: { title: string; body: string };
  forCustomers: boolean;
}

export const EMPTY: ArticleForm = {
  symptom: "", model: "", firmwareFrom: "", firmwareTo: "", en: { title: "", body: "" }, zh: { title: "", body: "" }, forCustomers: false,
};

export function formOf(article: Article): ArticleForm {
  return {
    symptom: article.symptom ?? "",
    model: article.model ?? "",
    firmwareFrom: article.firmwareFrom ?? "",
    firmwareTo: article.firmwareTo ?? "",
    en: { title: article.en?.title ?? "", body: article.en?.body ?? "" },
    zh: { title: article.zh?.title ?? "", body: article.zh?.body ?? "" },
    forCustomers: article.forCustomers ?? false,
  };
}

/** In the reader's language; in the other one where it is not written yet. */
export function textOf(article: Article, language: Language): { title: string; body: string } {
  const [mine, other] = language === "zh" ? [article.zh, article.en] : [article.en, article.zh];
  return { title: mine?.title || other?.title || "–", body: mine?.body || other?.body || "" };
}

/** From which version to which it holds: "≥ 1.4.0", "1.4.0 – 1.6.0"; empty for all. */
export function versionsOf(article: Article): string {
  const { firmwareFrom: from, firmwareTo: to } = article;
  if (from && to) return `${from} – ${to}`;
  return from ? "≥ " + from : to ? "≤ " + to : "";
}
