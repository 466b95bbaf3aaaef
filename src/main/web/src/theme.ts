// Light or dark: as the reader's system has it, until they choose.

import { ref } from "vue";

export type Theme = "auto" | "light" | "dark";
const KEPT = "fieldcare.theme";

export const theme = ref<Theme>((localStorage.getItem(KEPT) as Theme | null) ?? "auto");
export const isDark = ref(false);

const system = window.matchMedia("(prefers-color-scheme: dark)");
system.addEventListener("change", dress);

export function dress(): void {
  isDark.value = theme.value === "dark" || (theme.value === "auto" && system.matches);
  document.documentElement.classList.toggle("dark", isDark.value);
}

export function choose(to: Theme): void {
  theme.value = to;
  localStorage.setItem(KEPT, to);
  dress();
}
