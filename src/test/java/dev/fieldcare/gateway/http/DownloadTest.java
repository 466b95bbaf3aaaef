package dev.fieldcare.gateway.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DownloadTest {
  private final HttpGatewayFixture gateway = new HttpGatewayFixture();

  @AfterEach
  void close() {
    gateway.close();
  }

  private String path() {
    return "/repo/image/targets/" + gateway.targetPath();
  }

  private HttpResponse<byte[]> get(String... headers) {
    return gateway.send("GET", path(), null, null, headers);
  }

  private String etag() {
    return "\"" + gateway.release.image().sha256() + "\"";
  }

  private byte[] cut(int first, int last) {
    return Arrays.copyOfRange(gateway.bytes, first, last + 1);
  }

  @Test
  void a_whole_image_comes_as_it_is() {
    var answer = get();
    assertEquals(200, answer.statusCode());
    assertArrayEquals(gateway.bytes, answer.body());
    assertEquals(etag(), answer.headers().firstValue("ETag").orElseThrow());
    var compressed = get("Accept-Encoding", "gzip");
    assertArrayEquals(gateway.bytes, compressed.body());
  }

  @Test
  void head_tells_the_size_and_sends_nothing() {
    var answer = gateway.send("HEAD", path(), null, null);
    assertEquals(200, answer.statusCode());
    assertEquals(
        Integer.toString(gateway.bytes.length),
        answer.headers().firstValue("Content-Length").orElseThrow());
    assertEquals(0, answer.body().length);
  }

  @Test
  void one_range_is_a_part() {
    for (String[] each :
        new String[][] {
          {"bytes=0-9", "0", "9"},
          {"bytes=999990-", "999990", "1000002"},
          {"bytes=-3", "1000000", "1000002"},
          {"bytes=5-9999999", "5", "1000002"}
        }) {
      var answer = get("Range", each[0]);
      int first = Integer.parseInt(each[1]);
      int last = Integer.parseInt(each[2]);
      assertEquals(206, answer.statusCode(), each[0]);
      assertEquals(
          "bytes " + first + "-" + last + "/1000003",
          answer.headers().firstValue("Content-Range").orElseThrow());
      assertArrayEquals(cut(first, last), answer.body(), each[0]);
    }
  }

  @Test
  void several_ranges_are_parts_byte_for_byte() throws Exception {
    var answer = get("Range", "bytes=0-99, 500000-699999,-1");
    assertEquals(206, answer.statusCode());
    String type = answer.headers().firstValue("Content-Type").orElseThrow();
    assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
    String boundary = type.substring(type.indexOf('=') + 1);
    var expected = new ByteArrayOutputStream();
    for (int[] each : new int[][] {{0, 99}, {500_000, 699_999}, {1_000_002, 1_000_002}}) {
      String head =
          (expected.size() == 0 ? "" : "\r\n")
              + "--"
              + boundary
              + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
              + each[0]
              + "-"
              + each[1]
              + "/1000003\r\n\r\n";
      expected.write(head.getBytes(StandardCharsets.US_ASCII));
      expected.write(cut(each[0], each[1]));
    }
    expected.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    assertArrayEquals(expected.toByteArray(), answer.body());
    assertEquals(
        expected.size(), answer.headers().firstValueAsLong("Content-Length").orElseThrow());
  }

  @Test
  void what_cannot_be_satisfied_is_said_with_the_size() {
    for (String bad :
        new String[] {
          "bytes=9-5",
          "bytes=1000003-",
          "bytes=-0",
          "bytes=",
          "bytes=a-b",
          "bytes=0-9,5-20",
          "x=0-1"
        }) {
      var answer = get("Range", bad);
      assertEquals(416, answer.statusCode(), bad);
      assertEquals(
          "bytes */1000003", answer.headers().firstValue("Content-Range").orElseThrow(), bad);
    }
  }

  @Test
  void conditions_come_before_ranges() {
    assertEquals(206, get("Range", "bytes=0-9", "If-Range", etag()).statusCode());
    assertEquals(200, get("Range", "bytes=0-9", "If-Range", "\"other\"").statusCode());
    assertEquals(
        200, get("Range", "bytes=0-9", "If-Range", "Mon, 01 Jan 2024 00:00:00 GMT").statusCode());
    assertEquals(412, get("If-Match", "\"other\"").statusCode());
    assertEquals(206, get("If-Match", "*", "Range", "bytes=0-9").statusCode());
    assertEquals(304, get("If-None-Match", etag()).statusCode());
  }

  @Test
  void an_image_that_was_altered_on_disk_is_refused() {
    gateway.altered = true;
    assertEquals(500, get().statusCode());
  }

  @Test
  void a_confidential_image_is_only_for_who_is_to_have_it() {
    gateway.confidential = true;
    String other = gateway.house.device("d-18").id();
    assertEquals(401, get().statusCode());
    String bearer = "Bearer " + gateway.house.token("d-17");
    assertEquals(403, gateway.send("GET", path(), bearer, null).statusCode());
    gateway.assign();
    assertEquals(200, gateway.send("GET", path(), bearer, null).statusCode());
    String stranger = "Bearer " + gateway.house.token(other);
    assertEquals(403, gateway.send("GET", path(), stranger, null).statusCode());
  }

  @Test
  void the_directors_files_are_for_the_device_itself() {
    String file = "/repo/director/d-17/metadata/timestamp.json";
    gateway.house.device("d-18");
    assertEquals(401, gateway.send("GET", file, null, null).statusCode());
    String own = "Bearer " + gateway.house.token("d-17");
    var answer = gateway.send("GET", file, own, null);
    assertEquals("{\"of\":\"d-17\"}", new String(answer.body(), StandardCharsets.UTF_8));
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    assertEquals(304, gateway.send("GET", file, own, null, "If-None-Match", tag).statusCode());
    String stranger = "Bearer " + gateway.house.token("d-18");
    assertEquals(403, gateway.send("GET", file, stranger, null).statusCode());
  }
}
