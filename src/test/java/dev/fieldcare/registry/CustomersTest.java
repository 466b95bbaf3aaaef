package dev.fieldcare.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Customers.Customer;
import dev.fieldcare.registry.Customers.Site;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomersTest {

  @Test
  void customers_and_sites_are_saved_and_listed() {
    try (RegistryFixture registry = RegistryFixture.open()) {
      var customers = new Customers(registry.database, registry.journal);
      var site = new Site("hall-3", "acme", "Hall 3", "Asia/Shanghai");
      Await.get(customers.save(site, "user:t"));
      Await.get(customers.save(new Customer("acme", "ACME 公司", Customers.Type.CONSUMER), "user:t"));

      assertEquals(
          List.of(new Customer("acme", "ACME 公司", Customers.Type.CONSUMER)),
          Await.get(customers.list(10, null)).items());
      assertEquals(List.of(site), Await.get(customers.sites("acme", 10, null)).items());
      assertTrue(
          Await.problem(customers.save(new Site("s", null, "S", "Mars/Base"), "user:t"))
              .message()
              .contains("Mars/Base"));
      assertTrue(Await.get(registry.journal.verify(registry.database.pool())).isSound());
    }
  }
}
