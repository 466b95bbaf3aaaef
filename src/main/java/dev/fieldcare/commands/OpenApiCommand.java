package dev.fieldcare.commands;

import dev.fieldcare.api.OpenApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints what {@code /api/v1/openapi.json} answers. */
@Command(
    name = "openapi",
    description = "Prints the OpenAPI 3.1 document of the REST API.",
    mixinStandardHelpOptions = true)
final class OpenApiCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    System.out.println(OpenApi.document().encodePrettily());
    return 0;
  }
}
