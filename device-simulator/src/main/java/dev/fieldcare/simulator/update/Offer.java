package dev.fieldcare.simulator.update;

import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import dev.fieldcare.simulator.update.trust.MetadataSource;
import org.jspecify.annotations.Nullable;

/**
 * Two repositories a device is shown, and the way to the images.
 *
 * @param packageSha256 of the file it all came in; absent over the air
 */
public record Offer(
    Route route,
    MetadataSource director,
    MetadataSource image,
    ImageSource images,
    @Nullable String packageSha256) {}
