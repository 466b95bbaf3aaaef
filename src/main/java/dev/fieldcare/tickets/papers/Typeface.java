package dev.fieldcare.tickets.papers;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.stream.Stream;
import org.apache.fontbox.ttf.CmapSubtable;
import org.apache.fontbox.ttf.CmapTable;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;

/**
 * A weight of Noto Sans SC from the class path, kept as long as memory allows. Not for several
 * threads at once.
 */
final class Typeface {
  private static final String FOLDER = "/fonts/ttf/NotoSansSC/NotoSansSC-";

  private final String weight;
  private SoftReference<@Nullable TrueTypeFont> kept = new SoftReference<>(null);

  Typeface(String weight) {
    this.weight = weight;
  }

  /**
   * The font for one document, which will hold only the characters it needs.
   *
   * @throws Problem {@code paper.font} where it is missing
   */
  PDFont in(PDDocument document) throws IOException {
    TrueTypeFont font = kept.get();
    if (font == null) {
      font = read();
      kept = new SoftReference<>(font);
    }
    return PDType0Font.load(document, font, true);
  }

  private TrueTypeFont read() throws IOException {
    String name = FOLDER + weight + ".ttf";
    try (InputStream in = Typeface.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new Problem(
            Problem.Kind.UNAVAILABLE,
            "paper.font",
            "expected the font " + name + " in lib/ph-fonts-noto-sans-sc-*.jar, found none");
      }
      TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(in.readAllBytes()));
      CmapTable cmap = font.getCmap();
      cmap.setCmaps(Stream.of(cmap.getCmaps()).map(Ideographs::new).toArray(CmapSubtable[]::new));
      return font;
    }
  }

  /**
   * Characters and their glyphs without the radicals of U+2E80 to U+2FDF. They share glyphs with
   * ideographs and come before them, so text copied out of a PDF, or searched for, would be made of
   * radicals.
   */
  private static final class Ideographs extends CmapSubtable {
    private final CmapSubtable whole;

    Ideographs(CmapSubtable whole) {
      this.whole = whole;
      setPlatformId(whole.getPlatformId());
      setPlatformEncodingId(whole.getPlatformEncodingId());
    }

    @Override
    public int getGlyphId(int character) {
      return whole.getGlyphId(character);
    }

    @Override
    public @Nullable List<Integer> getCharCodes(int glyph) {
      List<Integer> all = whole.getCharCodes(glyph);
      if (all == null || all.size() < 2) {
        return all;
      }
      List<Integer> others = all.stream().filter(each -> each < 0x2e80 || each > 0x2fdf).toList();
      return others.isEmpty() ? all : others;
    }
  }
}
