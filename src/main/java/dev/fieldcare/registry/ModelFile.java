package dev.fieldcare.registry;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A model as a file describes it, with the SHA-256 of the file. */
record ModelFile(String name, Model model, byte[] hash) {

  /**
   * Every {@code *.yaml} of the directory.
   *
   * @param known models by the hash, in hex, of the file they came from; such a file need not be
   *     read again
   * @throws Problem naming the first file that is faulty, and where in it
   */
  static List<ModelFile> all(Path directory, Map<String, Model> known) {
    var files = new ArrayList<ModelFile>();
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".yaml")).sorted().toList()) {
        ModelFile file = read(path, known);
        for (ModelFile other : files) {
          if (other.model.id().equals(file.model.id())) {
            throw Problem.badInput(
                "model.invalid",
                file.name + ": id " + file.model.id() + " is already that of " + other.name);
          }
        }
        files.add(file);
      }
    } catch (IOException e) {
      throw Problem.badInput(
          "model.directory", "cannot read the models in " + directory + ": " + e);
    }
    return files;
  }

  private static ModelFile read(Path path, Map<String, Model> known) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    String name = path.toString();
    Model model = known.get(Json.sha256Hex(bytes));
    if (model != null) {
      return new ModelFile(name, model, Json.sha256(bytes));
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes)).toString();
      return new ModelFile(name, ModelText.parseYaml(text, name), Json.sha256(bytes));
    } catch (CharacterCodingException e) {
      throw Problem.badInput("model.invalid", name + ": expected UTF-8, found other bytes");
    }
  }
}
