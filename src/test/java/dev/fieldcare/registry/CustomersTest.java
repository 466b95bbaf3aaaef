package dev.fieldcare.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Customers.Customer;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomersTest {

  @Test
  void customers_are_saved_and_listed() {
    try (RegistryFixture registry = RegistryFixture.open()) {
      var customers = new Customers(registry.database, registry.journal);
      Await.get(customers.save(new Customer("acme", "ACME 公司", Customers.Type.CONSUMER), "user:t"));

      assertEquals(
          List.of(new Customer("acme", "ACME 公司", Customers.Type.CONSUMER)),
          Await.get(customers.list(10, null)).items());
      assertTrue(Await.get(registry.journal.verify(registry.database.pool())).isSound());
    }
  }
}
