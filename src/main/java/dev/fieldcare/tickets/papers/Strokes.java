package dev.fieldcare.tickets.papers;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the strokes of a signature out of the {@code d} of its SVG paths: M, L, H, V, C, Q, Z. */
final class Strokes {
  private static final Pattern PATH = Pattern.compile("\\sd=\"([^\"]*)\"");
  private static final Pattern TOKEN =
      Pattern.compile("[MmLlHhVvCcQqZz]|-?(?:\\d+\\.?\\d*|\\.\\d+)");

  private final Path2D.Double drawn = new Path2D.Double();
  private double x;
  private double y;

  private Strokes() {}

  /** Empty where there is nothing to be seen. */
  static Optional<Path2D> read(String svg) {
    var strokes = new Strokes();
    Matcher paths = PATH.matcher(svg);
    try {
      while (paths.find()) {
        strokes.follow(paths.group(1));
      }
    } catch (NumberFormatException | java.awt.geom.IllegalPathStateException e) {
      return Optional.empty();
    }
    var bounds = strokes.drawn.getBounds2D();
    return bounds.getWidth() + bounds.getHeight() > 0
        ? Optional.of(strokes.drawn)
        : Optional.empty();
  }

  private void follow(String path) {
    char command = 'M';
    List<Double> numbers = new ArrayList<>();
    Matcher tokens = TOKEN.matcher(path);
    while (tokens.find()) {
      String token = tokens.group();
      if (Character.isLetter(token.charAt(0))) {
        command = token.charAt(0);
        numbers.clear();
        if (Character.toUpperCase(command) == 'Z') {
          drawn.closePath();
        }
        continue;
      }
      numbers.add(Double.parseDouble(token));
      if (numbers.size() == wanted(command)) {
        draw(command, numbers);
        numbers.clear();
        // further pairs after a move are lines
        command = command == 'M' ? 'L' : command == 'm' ? 'l' : command;
      }
    }
  }

  private static int wanted(char command) {
    return switch (Character.toUpperCase(command)) {
      case 'H', 'V' -> 1;
      case 'Q' -> 4;
      case 'C' -> 6;
      default -> 2;
    };
  }

  private void draw(char command, List<Double> numbers) {
    boolean isRelative = Character.isLowerCase(command);
    double fromX = isRelative ? x : 0;
    double fromY = isRelative ? y : 0;
    var at = new double[numbers.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = numbers.get(i) + (i % 2 == 0 ? fromX : fromY);
    }
    switch (Character.toUpperCase(command)) {
      case 'M' -> drawn.moveTo(at[0], at[1]);
      case 'L' -> drawn.lineTo(at[0], at[1]);
      case 'H' -> drawn.lineTo(at[0], y);
      case 'V' -> drawn.lineTo(x, numbers.getFirst() + fromY);
      case 'Q' -> drawn.quadTo(at[0], at[1], at[2], at[3]);
      default -> drawn.curveTo(at[0], at[1], at[2], at[3], at[4], at[5]);
    }
    x = drawn.getCurrentPoint().getX();
    y = drawn.getCurrentPoint().getY();
  }
}
