package dev.fieldcare.tickets.papers;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A signature drawn by hand, ready to be put on a page: a picture or strokes. */
sealed interface Drawn {
  String PNG_URL = "data:image/png;base64,";
  int WIDEST = 4_000;

  /** Draws itself as large as fits. */
  void draw(Graphics2D pen, double width, double height);

  /** Reads what was handed in as a signature; empty when it cannot be shown. */
  static Optional<Drawn> read(String drawing) {
    return drawing.startsWith(PNG_URL)
        ? picture(drawing.substring(PNG_URL.length())).map(Picture::new)
        : Strokes.read(drawing).map(Lines::new);
  }

  private static Optional<BufferedImage> picture(String base64) {
    try (var in =
        new MemoryCacheImageInputStream(
            new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        boolean isFit = reader.getWidth(0) <= WIDEST && reader.getHeight(0) <= WIDEST;
        return isFit ? Optional.of(reader.read(0)) : Optional.empty();
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Pixels. */
  record Picture(BufferedImage image) implements Drawn {
    @Override
    public void draw(Graphics2D pen, double width, double height) {
      double scale = Math.min(width / image.getWidth(), height / image.getHeight());
      pen.drawImage(image, AffineTransform.getScaleInstance(scale, scale), null);
    }
  }

  /** Strokes of a pen. */
  record Lines(Path2D strokes) implements Drawn {
    @Override
    public void draw(Graphics2D pen, double width, double height) {
      var bounds = strokes.getBounds2D();
      double scale =
          Math.min(
              (width - 4) / Math.max(1, bounds.getWidth()),
              (height - 4) / Math.max(1, bounds.getHeight()));
      var fit = AffineTransform.getTranslateInstance(2, 2);
      fit.scale(scale, scale);
      fit.translate(-bounds.getX(), -bounds.getY());
      pen.setColor(new Color(0x1a, 0x2b, 0x6b));
      pen.setStroke(new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      pen.draw(fit.createTransformedShape(strokes));
    }
  }
}
