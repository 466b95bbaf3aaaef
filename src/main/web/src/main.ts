import { createApp } from "vue";
import "element-plus/dist/index.css";
import "element-plus/theme-chalk/dark/css-vars.css";
import "./style.css";
import App from "./App.vue";
import { resume } from "./api/signin";
import { router } from "./router";
import { i18n, language, speak } from "./words";
import { dress } from "./theme";

// The router hears of the address only once its first page is up.
let asked = "";
const note = () => (asked = location.hash);
addEventListener("hashchange", note);

speak(language());
dress();
await resume().catch(() => false); // where the server is away, the door says so
const app = createApp(App).use(i18n).use(router);
await router.isReady().catch(() => undefined);
removeEventListener("hashchange", note);
if (asked) await router.replace(asked.slice(1)).catch(() => undefined);
app.mount("#app");
