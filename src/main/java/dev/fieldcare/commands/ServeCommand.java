package dev.fieldcare.commands;

import dev.fieldcare.Server;
import dev.fieldcare.Settings;
import dev.fieldcare.base.Problem;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs the server until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Runs the server until it gets SIGTERM or Ctrl-C.",
      "Settings: config/fieldcare.yaml, overridden by FIELDCARE_… variables."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  @Override
  public Integer call() throws InterruptedException {
    Settings settings =
        Settings.load(Path.of(System.getProperty("fieldcare.home", ".")), System.getenv());
    if (settings.speed() != 1) {
      throw Problem.badInput(
          "settings.invalid",
          "clock.speed (FIELDCARE_CLOCK_SPEED) must be 1 for serve, found " + settings.speed());
    }
    Server server = Server.start(settings, System.getenv("FIELDCARE_ADMIN_TOKEN"));
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
    server.announce();
    Thread.currentThread().join();
    return 0;
  }
}
