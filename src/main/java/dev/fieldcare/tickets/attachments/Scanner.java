package dev.fieldcare.tickets.attachments;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that looks at each file before it is kept, as virus scanners do: status 0 for a good
 * one, 1 for one that must not be kept. Anything else, or no answer in time, keeps nothing.
 *
 * @param command empty for none; the file's path is added to it
 */
public record Scanner(List<String> command, Duration limit) {
  private static final int WORDS_TOLD = 200;
  public static final Scanner NONE = new Scanner(List.of(), Duration.ZERO);

  public Scanner {
    command = List.copyOf(command);
  }

  /**
   * Blocks.
   *
   * @throws Problem {@code attachment.refused} by the program, {@code attachment.unscanned} when it
   *     did not say
   */
  void mustPass(Path file) {
    if (command.isEmpty()) {
      return;
    }
    var line = new ArrayList<>(command);
    line.add(file.toString());
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var said =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return new String(
                      process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw unscanned("no answer within " + limit.toSeconds() + " s");
      }
      judge(process.exitValue(), said.join().strip());
    } catch (IOException e) {
      throw unscanned(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unscanned("interrupted");
    }
  }

  private static void judge(int status, String said) {
    String words = said.length() > WORDS_TOLD ? said.substring(0, WORDS_TOLD) + "…" : said;
    if (status == 1) {
      throw Problem.badInput(
          "attachment.refused",
          "the scanner refuses the file" + (words.isEmpty() ? "" : ": " + words));
    }
    if (status != 0) {
      throw unscanned("status " + status + ", " + words);
    }
  }

  private static Problem unscanned(String why) {
    return new Problem(
        Problem.Kind.UNAVAILABLE,
        "attachment.unscanned",
        "the file cannot be scanned and is not kept: " + why);
  }
}
