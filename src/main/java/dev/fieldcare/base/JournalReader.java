package dev.fieldcare.base;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the whole journal out of the database, a few thousand entries at a time. Blocks. */
public final class JournalReader {
  private static final int ROWS = 2_000;
  private static final String SELECT =
      "SELECT seq, at, actor, subject, type, data::text, previous_hash, hash FROM journal";

  private final Connection connection;

  public JournalReader(DatabaseVisit visit) {
    this(visit.connection());
  }

  /** On a connection whose transaction the caller leads. */
  public JournalReader(Connection connection) {
    this.connection = connection;
  }

  /** Hands on all entries from this number on, in the order of their numbers. */
  public void read(long from, Consumer<JournalLink> taker) {
    try (PreparedStatement statement =
        connection.prepareStatement(SELECT + " WHERE seq >= ? ORDER BY seq")) {
      statement.setFetchSize(ROWS);
      statement.setLong(1, from);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          taker.accept(link(rows));
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The entry of this number; empty when there is none. */
  public Optional<JournalLink> find(long seq) {
    return first(SELECT + " WHERE seq = " + seq);
  }

  /** The last entry; that of no entries when there are none. */
  public JournalHead head() {
    return first(SELECT + " ORDER BY seq DESC LIMIT 1")
        .map(link -> new JournalHead(link.seq(), link.hash()))
        .orElse(JournalHead.NONE);
  }

  private Optional<JournalLink> first(String sql) {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(link(rows)) : Optional.empty();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static JournalLink link(ResultSet row) throws SQLException {
    return new JournalLink(
        row.getLong(1),
        row.getObject(2, OffsetDateTime.class).toInstant(),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        HexFormat.of().formatHex(row.getBytes(7)),
        HexFormat.of().formatHex(row.getBytes(8)));
  }

  private static Problem failed(SQLException e) {
    return Problem.unavailable(
        "journal.unreadable", "the journal cannot be read: " + e.getMessage(), e);
  }
}
