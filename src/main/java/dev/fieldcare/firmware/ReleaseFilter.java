package dev.fieldcare.firmware;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which releases are meant; null or empty asks for nothing in particular. */
public record ReleaseFilter(
    @Nullable String model, Set<ReleaseState> states, @Nullable String fixes) {
  public static final ReleaseFilter ALL = new ReleaseFilter(null, Set.of(), null);

  public static ReleaseFilter published(String model) {
    return new ReleaseFilter(model, Set.of(ReleaseState.PUBLISHED), null);
  }

  boolean accepts(Release release) {
    return (model == null || model.equals(release.model()))
        && (states.isEmpty() || states.contains(release.state()))
        && (fixes == null || release.fixes().contains(fixes));
  }
}
