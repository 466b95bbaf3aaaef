package dev.fieldcare.simulator.update.online;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.update.Offer;
import dev.fieldcare.simulator.update.Preparation;
import dev.fieldcare.simulator.update.Updater;
import dev.fieldcare.simulator.update.boot.Bootloader;
import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.Outcome;
import dev.fieldcare.simulator.update.boot.SelfTest;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import dev.fieldcare.simulator.update.trust.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The update program of a device on line: hears what is desired, fetches, installs, has the device
 * rebooted and tells how it went. Blocks; one thread at a time may be in it.
 */
public final class UpdateAgent {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double PROGRESS_STEP = 0.1;

  private final DeviceStore store;
  private final Bootloader bootloader;
  private final Updater updater;
  private final Clock clock;
  private final Function<Source, Offer> sources;
  private final Surroundings surroundings;
  private String reported = "";
  private double reportedProgress;

  /** Where the two repositories are said to be. */
  public record Source(URI director, URI image) {}

  /** What the device around the program does for it. */
  public interface Surroundings {
    /** Publishes to {@code update/report}. */
    void report(byte[] payload);

    /** Waits so long; false if the device is to stop instead. */
    boolean pause(long millis);
  }

  /**
   * @param sources opens the repositories
   */
  public UpdateAgent(
      DeviceStore store,
      SelfTest selfTest,
      Clock clock,
      Function<Source, Offer> sources,
      Surroundings surroundings) {
    this.store = store;
    this.bootloader = new Bootloader(store, selfTest, clock);
    this.updater = new Updater(store, bootloader, clock);
    this.clock = clock;
    this.sources = sources;
    this.surroundings = surroundings;
  }

  /** Power comes on: the last outcome is told if it is news. */
  public Bootloader.Running boot() throws IOException {
    return bootloader.boot();
  }

  public @Nullable Outcome last() throws IOException {
    return store.boot().last();
  }

  /** Does what {@code update/desired} asks for; true if the device is to reboot now. */
  public boolean desired(byte[] payload) throws IOException {
    Optional<Desired> parsed;
    try {
      parsed = Desired.parse(payload);
    } catch (Refusal e) {
      return false; // nobody to report to: the action is not known
    }
    if (parsed.isEmpty()) {
      return false;
    }
    Desired desired = parsed.get();
    Outcome last = last();
    if (last != null && last.origin().action().equals(desired.action())) {
      report(last); // it ended already and the server has not heard of it
      return false;
    }
    if (desired.downloadOnly()) {
      return update(desired);
    }
    long early = desired.notBefore() - clock.millis();
    boolean isTime = early <= 0 || surroundings.pause(early);
    return isTime && !desired.isPast(clock.millis()) && update(desired);
  }

  private boolean update(Desired desired) throws IOException {
    Offer offer = sources.apply(new Source(desired.director(), desired.image()));
    IOException trouble = new IOException("not tried");
    long wait = 500;
    for (int i = 0; i < 8; i++) {
      try {
        return prepared(desired.action(), prepare(desired, offer));
      } catch (IOException e) {
        trouble = e;
        if (!surroundings.pause(wait)) {
          return false;
        }
        wait = Math.min(2 * wait, 30_000);
      }
    }
    failed(desired.action(), new Refusal(Rule.DOWNLOAD, String.valueOf(trouble.getMessage())));
    return false;
  }

  private Preparation prepare(Desired desired, Offer offer) throws IOException {
    Updater.Reports progress = progressOf(desired.action());
    return desired.downloadOnly()
        ? updater.fetch(offer, progress)
        : updater.prepare(offer, progress);
  }

  private boolean prepared(String action, Preparation preparation) {
    switch (preparation) {
      case Preparation.Ready ready -> {
        surroundings.report(report(action, "rebooting", 1));
        return true;
      }
      case Preparation.Fetched fetched -> surroundings.report(report(action, "downloaded", 1));
      case Preparation.Refused refused -> failed(action, refused.refusal());
      case Preparation.Nothing nothing -> {
        Optional<Verdict.Running> running = nothing.running();
        if (running.isPresent() && running.get().action().equals(action)) {
          surroundings.report(report(action, "confirmed", 1));
        } else {
          failed(action, new Refusal(Rule.MISSING, "the director names nothing for this action"));
        }
      }
    }
    return false;
  }

  /** Tells how an update ended. */
  public void report(Outcome outcome) {
    String action = outcome.origin().action();
    Rule rule = outcome.rule();
    ObjectNode node = node(action, outcome.result().code(), 1);
    if (rule != null) {
      node.putObject("error").put("code", rule.name()).put("detail", outcome.detail());
    }
    surroundings.report(bytes(node));
  }

  private void failed(String action, Refusal refusal) {
    ObjectNode node = node(action, "failed", 1);
    node.remove("progress");
    node.putObject("error").put("code", refusal.rule().name()).put("detail", refusal.detail());
    surroundings.report(bytes(node));
  }

  private Updater.Reports progressOf(String action) {
    return (state, progress) -> {
      boolean isNews = !state.equals(reported) || progress >= reportedProgress + PROGRESS_STEP;
      if (isNews || progress < reportedProgress) {
        reported = state;
        reportedProgress = progress;
        surroundings.report(report(action, state, progress));
      }
    };
  }

  private static byte[] report(String action, String state, double progress) {
    return bytes(node(action, state, progress));
  }

  private static ObjectNode node(String action, String state, double progress) {
    double shown = Math.round(progress * 1_000) / 1_000.0;
    return JSON.createObjectNode().put("action", action).put("state", state).put("progress", shown);
  }

  private static byte[] bytes(ObjectNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
