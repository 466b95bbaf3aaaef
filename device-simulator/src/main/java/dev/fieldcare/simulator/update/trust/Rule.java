package dev.fieldcare.simulator.update.trust;

/** Why a device does not take an update: the codes of docs/firmware.md. */
public enum Rule {
  /** A root is not signed by the one before and by itself, or is not the next one. */
  ROOT,
  /** Fewer valid signatures than the role's threshold. */
  SIGNATURE,
  /** What was signed is no longer valid. */
  EXPIRED,
  /** Older than something seen or run before. */
  ROLLBACK,
  /** A file is not the one that the file above it names. */
  MIXED,
  /** Meant for somebody else, or named twice. */
  WRONG_DEVICE,
  /** Not made for this hardware, or not for the way it would be installed. */
  INCOMPATIBLE,
  /** The two repositories say different things. */
  DISAGREE,
  /** More bytes than there should be. */
  ENDLESS,
  /** The bytes are not those that were signed. */
  HASH,
  /** What was read back is not what was written. */
  WRITE,
  /** The slot to be booted does not hold the image. */
  BOOT,
  /** The image ran and was not well. */
  SELF_TEST,
  /** Not well-formed: something required is missing or of another kind. */
  FORMAT,
  /** A file that must be there is not. */
  MISSING,
  /** It could not be fetched, however often it was tried. */
  DOWNLOAD
}
