package dev.fieldcare.api;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Whatever a request says, it is read or refused as a problem; nothing else comes out. */
class QueryFuzz {
  private static final List<String> KNOWN = List.of("limit", "after", "from", "every", "flag");

  @FuzzTest
  void parameters_are_read_or_refused(FuzzedDataProvider data) {
    String name = data.pickValue(new String[] {"limit", "after", "from", "every", "flag", "x"});
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    parameters.add(name, data.consumeRemainingAsString());
    readOrRefused(
        () -> {
          Query query = Query.of(parameters, KNOWN);
          query.limit();
          query.cursor("after");
          query.instant("from");
          query.duration("every");
          query.flag("flag");
        });
  }

  @FuzzTest
  void bodies_are_read_or_refused(byte[] data) {
    readOrRefused(() -> Body.parse(Buffer.buffer(data), List.of("to")).required("to"));
  }

  private static void readOrRefused(Runnable read) {
    try {
      read.run();
    } catch (Problem refused) {
      if (refused.kind() != Problem.Kind.BAD_INPUT) {
        throw refused;
      }
    }
  }
}
