package dev.fieldcare.messaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An SMTP server that hangs up when a mail has come and should be answered, until told to stay. */
final class GoingServer implements AutoCloseable {
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private volatile boolean stays;

  GoingServer() throws IOException {
    Thread.ofVirtual().start(this::receive);
  }

  int port() {
    return door.getLocalPort();
  }

  void stay() {
    stays = true;
  }

  private void receive() {
    while (!door.isClosed()) {
      try {
        Socket socket = door.accept();
        Thread.ofVirtual().start(() -> talk(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void talk(Socket socket) {
    try (socket;
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        var out = new PrintWriter(socket.getOutputStream(), false, StandardCharsets.UTF_8)) {
      say(out, "220 here");
      boolean data = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (data && line.equals(".")) {
          data = false;
          if (!stays) {
            return;
          }
          say(out, "250 taken");
        } else if (!data) {
          data = line.equals("DATA");
          say(out, answer(line));
        }
      }
    } catch (IOException e) {
      // the client went first
    }
  }

  private static String answer(String line) {
    if (line.startsWith("EHLO")) {
      return "250-here\r\n250 AUTH PLAIN LOGIN";
    }
    if (line.startsWith("AUTH")) {
      return "235 welcome";
    }
    return line.equals("DATA") ? "354 go on" : line.equals("QUIT") ? "221 bye" : "250 fine";
  }

  private static void say(PrintWriter out, String line) {
    out.print(line + "\r\n");
    out.flush();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
