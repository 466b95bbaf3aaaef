package dev.fieldcare.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.simulator.update.stick.PackageWriter;
import dev.fieldcare.simulator.update.trust.Vendor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code make-device} and {@code install-package} as people type them. */
class InstallPackageTest {
  private final Vendor vendor = new Vendor(Instant.now());
  @TempDir @Nullable Path folder;

  private String at(String name) {
    return Objects.requireNonNull(folder).resolve(name).toString();
  }

  @BeforeEach
  void makeDevice() throws IOException {
    Files.write(Path.of(at("director.json")), vendor.director.root(1));
    Files.write(Path.of(at("image.json")), vendor.image.root(1));
    int status =
        Main.run(
            "make-device",
            "--store",
            at("d-17"),
            "--device",
            "d-17",
            "--model",
            "gateway-x1",
            "--director-root",
            at("director.json"),
            "--image-root",
            at("image.json"),
            "--token",
            "secret");
    assertEquals(0, status);
  }

  private void packageFor(String device) throws IOException {
    vendor.release("1.5.0", 7, "image 1.5.0".getBytes(StandardCharsets.UTF_8));
    vendor.assign(device, "1.5.0", "123");
    vendor.write();
    Files.write(Path.of(at("p.fcpkg")), PackageWriter.tar(PackageWriter.files(vendor)));
  }

  @Test
  void a_package_is_installed_and_its_receipt_lies_beside_it() throws IOException {
    packageFor("d-17");
    assertEquals(0, Main.run("install-package", at("p.fcpkg"), "--store", at("d-17")));
    String receipt = Files.readString(Path.of(at("p.fcpkg.receipt"))).strip();
    assertEquals(3, receipt.split("\\.", -1).length);
    assertEquals(receipt, Files.readString(Path.of(at("d-17"), "receipt.jws")));
    assertTrue(Files.exists(Path.of(at("d-17"), "slot-b")));
  }

  @Test
  void a_refused_package_ends_with_1_and_still_has_a_receipt() throws IOException {
    packageFor("d-18");
    assertEquals(1, Main.run("install-package", at("p.fcpkg"), "--store", at("d-17")));
    assertTrue(Files.exists(Path.of(at("p.fcpkg.receipt"))));
  }

  @Test
  void a_clock_far_ahead_finds_the_package_expired() throws IOException {
    packageFor("d-17");
    assertEquals(
        1,
        Main.run(
            "install-package", at("p.fcpkg"), "--store", at("d-17"), "--clock-ahead", "P400D"));
  }

  @Test
  void a_receipt_that_cannot_be_written_is_told_in_one_line() throws IOException {
    packageFor("d-17");
    var err = new java.io.ByteArrayOutputStream();
    java.io.PrintStream before = System.err;
    System.setErr(new java.io.PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      assertEquals(
          1,
          Main.run(
              "install-package",
              at("p.fcpkg"),
              "--store",
              at("d-17"),
              "--receipt",
              at("no-such-folder/receipt")));
    } finally {
      System.setErr(before);
    }
    String last = err.toString(StandardCharsets.UTF_8).strip().lines().toList().getLast();
    assertEquals("install-package: there is no such file: " + at("no-such-folder/receipt"), last);
  }

  @Test
  void only_the_receipt_that_was_handed_in_leaves_the_disk() throws IOException {
    var disk = new dev.fieldcare.simulator.update.disk.FolderDisk(Path.of(at("d-17")));
    var box = new dev.fieldcare.simulator.update.stick.ReceiptBox(disk);
    box.put("first");
    box.put("second");
    box.handedIn("first");
    assertEquals("second", box.find().orElseThrow());
    box.handedIn("second");
    assertTrue(box.find().isEmpty());
  }
}
