package dev.fieldcare.commands;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real nginx on a port of its own, serving a folder by sendfile. */
final class Nginx implements AutoCloseable {
  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Nginx serving(Path folder, Path work) throws IOException, InterruptedException {
    int port = ChildProcess.freePort();
    Files.createDirectories(work);
    Path conf = work.resolve("nginx.conf");
    Files.writeString(
        conf,
        """
        daemon off; master_process on; worker_processes 2; pid %1$s/nginx.pid; error_log %1$s/error.log;
        user root;
        events { worker_connections 1024; }
        http {
          access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
          client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
          uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          server { listen 127.0.0.1:%2$d; root %3$s; }
        }
        """
            .formatted(work, port, folder));
    Process process =
        new ProcessBuilder("nginx", "-p", work.toString(), "-c", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("out").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroy));
    var nginx = new Nginx(process, port);
    nginx.awaitReady(work);
    return nginx;
  }

  private void awaitReady(Path work) throws IOException, InterruptedException {
    for (int i = 0; i < 200; i++) {
      try (var socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("nginx did not start: " + Files.readString(work.resolve("out")));
        }
        Thread.sleep(50);
      }
    }
    throw new IOException("nginx does not answer on port " + port);
  }

  String url(String file) {
    return "http://127.0.0.1:" + port + "/" + file;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
