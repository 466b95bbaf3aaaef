import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or fixes the layout of every Java file below a folder: {@code check DIR} or {@code fix
 * DIR}.
 */
public final class Format {

  public static void main(String[] arguments) throws Exception {
    boolean fix = arguments[0].equals("fix");
    List<Path> files;
    try (var walk = Files.walk(Path.of(arguments[1]))) {
      files =
          walk.filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .sorted()
              .toList();
    }
    var wrong = new ArrayList<Path>();
    for (Path file : files) {
      String source = Files.readString(file);
      String formatted =
          new Formatter()
              .formatSource(
                  ImportOrderer.reorderImports(
                      RemoveUnusedImports.removeUnusedImports(source), Style.GOOGLE));
      if (!formatted.equals(source)) {
        wrong.add(file);
        if (fix) {
          Files.writeString(file, formatted);
        }
      }
    }
    wrong.forEach(file -> System.out.println((fix ? "formatted " : "not formatted: ") + file));
    if (!fix && !wrong.isEmpty()) {
      System.out.println("To fix: mvn process-sources -Dformat=fix");
      System.exit(1);
    }
  }
}
