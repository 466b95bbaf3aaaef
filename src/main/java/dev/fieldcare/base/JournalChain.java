package dev.fieldcare.base;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Walks the journal's chain, entry by entry, and tells the first one that is not what was written.
 *
 * <p>Whether an entry that is not in its place is gone or only elsewhere shows in those behind it,
 * so all are to be offered.
 */
public final class JournalChain {

  /** What may be wrong with an entry. */
  public enum Fault {
    /** Its words or its hash are not those that were written. */
    ALTERED,
    /** It is gone. */
    MISSING,
    /** It stands in another place than it was written in. */
    REORDERED,
    /** The journal ends before the head that was noted. */
    TRUNCATED,
    /** The chain is sound in itself but is not the one whose head was noted. */
    REPLACED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the walk found.
   *
   * @param entries how many entries were walked
   * @param head the last sound entry
   * @param brokenAt the first entry that is not what was written; null when all are
   */
  public record Finding(
      long entries,
      JournalHead head,
      @Nullable Long brokenAt,
      @Nullable Fault fault,
      @Nullable String reason) {
    public boolean isSound() {
      return brokenAt == null;
    }
  }

  /** How far from its place a moved entry is looked for. */
  private static final long REACH = 1_000;

  private final @Nullable JournalHead noted;
  private JournalHead head;
  private JournalHead before;
  private long entries;
  private long brokenAt;
  private @Nullable Fault fault;
  private @Nullable String reason;
  private @Nullable String wanted;
  private boolean passedNoted;

  /**
   * @param behind the entry before the first that will be offered
   * @param noted a head that was kept elsewhere; null when none was
   */
  public JournalChain(JournalHead behind, @Nullable JournalHead noted) {
    this.head = behind;
    this.before = behind;
    this.noted = noted;
    compareWithNoted();
  }

  /** Takes the next entry. */
  public void offer(JournalLink link) {
    entries++;
    if (fault == null) {
      check(link);
    } else if (fault == Fault.MISSING && (link.seq() == brokenAt || link.hash().equals(wanted))) {
      fault = Fault.REORDERED;
      reason = "entry " + brokenAt + " stands elsewhere, as number " + link.seq();
    }
  }

  private void check(JournalLink link) {
    long expected = head.seq() + 1;
    if (link.seq() < expected) {
      broken(link.seq(), Fault.REORDERED, "it stands behind entry " + head.seq());
    } else if (link.seq() > expected) {
      broken(expected, Fault.MISSING, "the entry behind " + head.seq() + " is " + link.seq());
    } else if (!link.previousHash().equals(head.hash())) {
      unchained(link);
    } else if (!isIntact(link, expected, head.hash())) {
      broken(expected, Fault.ALTERED, "it was changed after it was written");
    } else {
      before = head;
      head = new JournalHead(link.seq(), link.hash());
      compareWithNoted();
    }
  }

  /** The entry points to another than stands before it: one of the two is not what it was. */
  private void unchained(JournalLink link) {
    long seq = link.seq();
    if (isIntact(link, seq, link.previousHash())) {
      if (entries == 1) {
        broken(seq, Fault.ALTERED, "it is not chained to what stands before it");
      } else {
        head = before;
        broken(seq - 1, Fault.ALTERED, "entry " + seq + " was chained to another entry before it");
      }
      return;
    }
    for (long place = Math.max(1, seq - REACH); place <= seq + REACH; place++) {
      if (isIntact(link, place, link.previousHash())) {
        wanted = link.previousHash();
        broken(seq, Fault.MISSING, "in its place stands what was written as entry " + place);
        return;
      }
    }
    broken(seq, Fault.ALTERED, "it was changed, and is not chained to the entry before it");
  }

  private static boolean isIntact(JournalLink link, long place, String behind) {
    try {
      return link.wasWrittenAs(place, behind);
    } catch (Problem | IllegalArgumentException e) {
      return false; // no JSON, or no hash: not what was written
    }
  }

  private void compareWithNoted() {
    if (noted != null && head.seq() == noted.seq()) {
      passedNoted = true;
      if (!head.hash().equals(noted.hash())) {
        broken(head.seq(), Fault.REPLACED, "its hash is not the one that was noted");
      }
    }
  }

  private void broken(long at, Fault what, String why) {
    brokenAt = at;
    fault = what;
    reason = why;
  }

  /** To be asked when all entries were offered. */
  public Finding finding() {
    if (fault == null && noted != null && !passedNoted) {
      if (noted.seq() > head.seq()) {
        String why = "the journal ends at " + head.seq() + "; " + noted.seq() + " was noted";
        broken(head.seq() + 1, Fault.TRUNCATED, why);
      } else {
        throw Problem.badInput(
            "journal.head",
            "expected a noted head that is walked over, found entry " + noted.seq() + " before it");
      }
    }
    return new Finding(entries, head, fault == null ? null : brokenAt, fault, reason);
  }
}
