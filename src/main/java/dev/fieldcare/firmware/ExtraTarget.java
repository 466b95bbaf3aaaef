package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A target of a release besides its image, such as a delta.
 *
 * @param path {@code {model}/{version}/{file}}
 * @param custom what its entry says beyond release, counter and hardware id
 */
public record ExtraTarget(String path, Image image, ObjectNode custom) {}
