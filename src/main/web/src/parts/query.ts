// Filters that live in the address, so that a link shows what its sender saw.

import { computed } from "vue";
import { useRoute, useRouter } from "vue-router";

export function useFilter(name: string, otherwise = "") {
  const route = useRoute();
  const router = useRouter();
  return computed<string>({
    get: () => (typeof route.query[name] === "string" ? route.query[name] : otherwise),
    set: (value) => {
      const query = { ...route.query };
      if (value && value !== otherwise) query[name] = value;
      else delete query[name];
      void router.replace({ path: route.path, query });
    },
  });
}
