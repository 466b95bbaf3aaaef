// The server's time, ticking, for countdowns and "three minutes ago". One clock for the whole console.

import { ref } from "vue";
import { serverNow } from "../api/client";

export const now = ref(serverNow());
setInterval(() => (now.value = serverNow()), 1000);
