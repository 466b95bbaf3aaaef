package dev.fieldcare.registry.parties;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Whatever is sent as a site or contact, it is either read, and then as written, or refused. */
class PartyTextFuzz {

  @FuzzTest
  void a_site_is_read_and_written_back_or_refused(byte[] bytes) {
    Site site;
    try {
      site = Site.parse(json(bytes));
    } catch (Problem | DecodeException refused) {
      return;
    }
    JsonObject written = site.json();
    if (site.version() == 0) {
      written.remove("version");
    }
    if (!Site.parse(written).equals(site)) {
      throw new AssertionError(site + " became another");
    }
  }

  @FuzzTest
  void a_contact_is_read_and_written_back_or_refused(byte[] bytes) {
    Contact contact;
    try {
      contact = Contact.parse(json(bytes));
    } catch (Problem | DecodeException refused) {
      return;
    }
    String phone = contact.phone();
    if (phone != null && !Contact.phoneKey(phone).equals(Contact.phoneKey("  " + phone))) {
      throw new AssertionError(phone + " is not compared as one number");
    }
    JsonObject written = contact.json();
    if (contact.version() == 0) {
      written.remove("version");
    }
    if (contact.id().isEmpty()) {
      written.remove("id");
    }
    if (!Contact.parse(written).equals(contact)) {
      throw new AssertionError(contact + " became another");
    }
  }

  private static JsonObject json(byte[] bytes) {
    return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
  }
}
