package dev.fieldcare.rollout;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;

/** An action as it now stands, after a change. */
public record ActionNews(Device device, Release release, Action action, String words) {}
