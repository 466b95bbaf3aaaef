package dev.fieldcare.firmware;

/** Where a release stands on its one way; from {@code PUBLISHED} on nothing else of it changes. */
public enum ReleaseState {
  DRAFT,
  SIGNED,
  PUBLISHED,
  WITHDRAWN
}
