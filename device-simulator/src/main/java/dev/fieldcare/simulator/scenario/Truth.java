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

/**
 * What was injected and what should be said of it, for comparing with tickets. Times are epoch
 * milliseconds of simulated time.
 */
public record Truth(long seed, long started, List<DeviceSpec> devices, List<Injection> injections) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** As JSON, for a run that ended at {@code ended}: faults that had not begun are left out. */
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
    injections.stream()
        .filter(each -> each.from() < ended)
        .forEach(each -> write(faults.addObject(), each, ended));
    return root;
  }

  private static void write(ObjectNode fault, Injection injection, long ended) {
    fault.put("fault", injection.fault().name()).put("device", injection.device().id());
    fault.put("metric", injection.metric()).put("from", injection.from());
    fault.put("to", Math.min(injection.to(), ended));
    // cut short, a fault may not have had the time to show
    boolean whole = injection.to() <= ended || injection.to() == Long.MAX_VALUE;
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
    }
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
