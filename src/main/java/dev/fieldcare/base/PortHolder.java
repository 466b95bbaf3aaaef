package dev.fieldcare.base;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells whether a local TCP port is free, and who listens on one that is not. */
final class PortHolder {
  private static final String LISTENING = "0A";

  private PortHolder() {}

  static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static int anyFree() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  /** As in {@code process 4711 (postgres)}; empty where the system does not tell. */
  static Optional<String> find(int port) {
    List<String> sockets = listeningSockets(port);
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    return ProcessHandle.allProcesses()
        .filter(process -> hasOneOf(process.pid(), sockets))
        .findFirst()
        .map(process -> "process " + process.pid() + " (" + nameOf(process.pid()) + ")");
  }

  private static List<String> listeningSockets(int port) {
    String suffix = String.format(":%04X", port);
    var sockets = new ArrayList<String>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] columns = line.trim().split("\\s+");
          if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTENING)) {
            sockets.add("socket:[" + columns[9] + "]");
          }
        }
      } catch (IOException e) {
        continue; // not Linux, or not ours to read
      }
    }
    return sockets;
  }

  private static boolean hasOneOf(long pid, List<String> sockets) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : open) {
        if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException | RuntimeException e) {
      return false; // another user's process, or gone by now
    }
    return false;
  }

  private static String nameOf(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm")).trim();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
