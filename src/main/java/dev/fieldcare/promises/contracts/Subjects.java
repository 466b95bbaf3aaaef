package dev.fieldcare.promises.contracts;

import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.contracts.Subject.Kind;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.parties.Site;
import dev.fieldcare.registry.parties.Sites;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks that what lines name is there and the customer's: a misspelt one would cover nothing. */
record Subjects(
    Function<String, Optional<Device>> devices, Predicate<String> isModel, Sites sites) {

  /**
   * Fails with {@code contract.subject}, naming the first that is not. What was named before is not
   * asked about again: it may have changed hands since.
   */
  Future<Void> check(SqlConnection sql, @Nullable Contract before, Contract it) {
    for (String model : named(Kind.MODELS, before, it)) {
      if (!isModel.test(model)) {
        return refused(it, "models", "one that there is", model);
      }
    }
    for (String device : named(Kind.DEVICES, before, it)) {
      boolean isTheirs =
          devices.apply(device).filter(each -> it.customer().equals(each.customer())).isPresent();
      if (!isTheirs) {
        return refused(it, "devices", "one of customer " + it.customer(), device);
      }
    }
    Set<String> named = named(Kind.SITES, before, it);
    return sites
        .of(sql, named)
        .compose(
            known ->
                named.stream()
                    .filter(id -> !isOf(it.customer(), known.get(id)))
                    .findFirst()
                    .map(id -> refused(it, "sites", "one of customer " + it.customer(), id))
                    .orElse(Future.succeededFuture()));
  }

  private static Set<String> named(Kind kind, @Nullable Contract before, Contract it) {
    Set<String> all = it.named(kind);
    if (before != null) {
      all.removeAll(before.named(kind));
    }
    return all;
  }

  private static boolean isOf(String customer, @Nullable Site site) {
    return site != null && (site.customer() == null || site.customer().equals(customer));
  }

  private static Future<Void> refused(Contract it, String member, String expected, String found) {
    return Future.failedFuture(
        Problem.badInput(
            "contract.subject",
            "contract "
                + it.number()
                + ": "
                + member
                + ": expected "
                + expected
                + ", found "
                + found));
  }
}
