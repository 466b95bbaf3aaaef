import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

// Built into target/console; Maven puts it on the class path and the server serves it as it is.
export default defineConfig({
  base: "./",
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    __INTLIFY_JIT_COMPILATION__: true,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
  },
  build: {
    outDir: process.env.CONSOLE_OUT ?? "../../target/console",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // nothing by data: URL; the Content-Security-Policy admits only our own files
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": process.env.FIELDCARE ?? "http://127.0.0.1:8080" },
  },
  test: { environment: "node", include: ["test/**/*.test.ts"] },
});
