package dev.fieldcare.tickets;

import dev.fieldcare.base.Journal;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal that remembers what was appended, committed or not. */
final class RecordedJournal implements Journal {
  final List<Entry> entries = new CopyOnWriteArrayList<>();

  @Override
  public Future<Long> append(SqlConnection transaction, Entry entry) {
    entries.add(entry);
    return Future.succeededFuture((long) entries.size());
  }

  List<String> types() {
    return entries.stream().map(Entry::type).toList();
  }
}
