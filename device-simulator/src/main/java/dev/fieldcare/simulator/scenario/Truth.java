package dev.fieldcare.simulator.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.device.DeviceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was injected and what should be said of it, for comparing with tickets. Times are epoch
 * milliseconds of simulated time.
 *
 * @param releases what a device ran, or the one it reports through
 */
public record Truth(
    long seed,
    long started,
    List<DeviceSpec> devices,
    List<Injection> injections,
    Function<DeviceSpec, ReleaseLog> releases) {
  /** What lasted less, because of a release or of the run's end, may not have shown. */
  private static final long SHOWS_AFTER = 10 * 60_000;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * As JSON, for a run that ended at {@code ended}: faults that had not begun are left out, and
   * counted where a release kept them from it.
   */
  public ObjectNode json(long ended) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("seed", seed).put("started", started).put("ended", ended);
    var listed = root.putArray("devices");
    for (DeviceSpec each : devices) {
      ObjectNode device = listed.addObject();
      device.put("id", each.id()).put("model", each.kind().model());
      if (each.via() != null) {
        device.put("via", each.via());
      }
    }
    var faults = root.putArray("faults");
    int prevented = 0;
    for (Injection each : injections) {
      long to = Math.min(each.to(), ended);
      Optional<ReleaseLog.Span> span =
          releases.apply(each.device()).ran(each.programs(), each.from(), to);
      if (span.isPresent()) {
        Injection begun = each.beginning(span.get().from());
        String release = releases.apply(each.device()).at(begun.from());
        write(faults.addObject(), begun, span.get().to(), release, ended);
      } else if (each.from() < ended && each.programs().fixedIn() != null) {
        prevented++;
      }
    }
    return root.put("prevented", prevented);
  }

  /**
   * @param until when it was over, by its own end, a release's or the run's
   * @param release what the device ran when it began
   */
  private static void write(
      ObjectNode fault, Injection injection, long until, String release, long ended) {
    fault.put("fault", injection.fault().name()).put("device", injection.device().id());
    fault.put("metric", injection.metric()).put("from", injection.from());
    fault.put("to", until);
    // cut short, a fault may not have had the time to show
    boolean isMended = until < Math.min(injection.to(), ended);
    boolean whole =
        isMended || injection.to() == Long.MAX_VALUE
            ? until - injection.from() >= SHOWS_AFTER
            : injection.to() <= ended;
    var expect = fault.putArray("expect");
    List<Expectation> all =
        injection.fault().expectations(injection).stream().flatMap(Expectation::withKin).toList();
    for (Expectation each : all) {
      ObjectNode ticket = expect.addObject();
      ticket.put("device", each.device()).put("symptom", each.symptom());
      ticket.put("required", each.required() && whole);
      ticket.put("from", each.from()).put("to", Math.min(each.to(), ended));
      if (!each.covers().isEmpty()) {
        each.covers().forEach(ticket.putArray("covers")::add);
      }
      if (!injection.programs().equals(Programs.ALL)) {
        allowCause(expect.addObject(), injection.device().kind().model() + " " + release, ticket);
      }
    }
  }

  /** Where several devices have it, one ticket may say that it is of what they run. */
  private static void allowCause(ObjectNode parent, String firmware, ObjectNode ticket) {
    parent.put("cause", "firmware " + firmware);
    parent.set("symptom", ticket.get("symptom"));
    parent.put("required", false);
    parent.set("from", ticket.get("from"));
    parent.set("to", ticket.get("to"));
  }

  /** Writes it to the file in one piece, so that a reader never finds half of it. */
  public void write(Path file, long ended) {
    try {
      Path whole = file.toAbsolutePath();
      Path draft = whole.resolveSibling(whole.getFileName() + ".tmp");
      Files.writeString(draft, MAPPER.writeValueAsString(json(ended)) + "\n");
      Files.move(draft, whole, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Failure("cannot write the truth to " + file + ": " + e.getMessage());
    }
  }
}
