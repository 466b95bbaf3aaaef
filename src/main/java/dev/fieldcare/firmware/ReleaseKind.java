package dev.fieldcare.firmware;

/** Why a release was made. */
public enum ReleaseKind {
  FEATURE,
  STABILITY,
  SECURITY
}
