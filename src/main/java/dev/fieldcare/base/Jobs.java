package dev.fieldcare.base;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Long answers: worked out on threads of their own, few at a time, each for a bounded time. The
 * newest are kept in memory to be asked for. Thread-safe.
 */
public final class Jobs {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
  private static final int KEPT = 50;

  /** What is to be worked out; may block. */
  public interface Work {
    JsonObject run(Progress progress) throws Exception;
  }

  /** Where work says how far it has come, as often as it likes. */
  public interface Progress {
    /**
     * @param share 0 to 1
     * @throws Problem when the work has taken too long
     */
    void at(double share);
  }

  /** One piece of work. */
  public static final class Job {
    private final String id;
    private final Promise<JsonObject> done = Promise.promise();
    private volatile double progress;

    Job(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }

    /** 0 to 1. */
    public double progress() {
      return progress;
    }

    public Future<JsonObject> done() {
      return done.future();
    }
  }

  private final ThreadPoolExecutor threads;
  private final Duration longest;
  private final int atOnce;
  private final Map<String, Job> jobs =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Job> eldest) {
          return size() > KEPT;
        }
      };
  private long last;

  public Jobs(String name, int atOnce, Duration longest) {
    this.atOnce = atOnce;
    this.longest = longest;
    this.threads =
        new ThreadPoolExecutor(
            0,
            atOnce,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name(name, 0).daemon(true).factory());
  }

  /**
   * Starts the work at once.
   *
   * @throws Problem {@code jobs.busy} when as many as may are at work
   */
  public Job start(Work work) {
    Job job;
    synchronized (jobs) {
      job = new Job(Long.toString(++last));
      jobs.put(job.id, job);
    }
    try {
      threads.execute(() -> run(job, work));
      return job;
    } catch (RejectedExecutionException e) {
      synchronized (jobs) {
        jobs.remove(job.id);
      }
      throw Problem.unavailable(
          "jobs.busy", "expected at most " + atOnce + " at a time: ask again later", e);
    }
  }

  /** One of the newest. */
  public Optional<Job> find(String id) {
    synchronized (jobs) {
      return Optional.ofNullable(jobs.get(id));
    }
  }

  private void run(Job job, Work work) {
    long until = System.nanoTime() + longest.toNanos();
    Progress progress =
        share -> {
          job.progress = share;
          if (System.nanoTime() > until) {
            throw Problem.badInput(
                "jobs.too-long",
                "expected work of at most "
                    + longest.toSeconds()
                    + " s, found more: ask about a shorter time or fewer devices");
          }
        };
    try {
      JsonObject result = work.run(progress);
      job.progress = 1;
      job.done.complete(result);
    } catch (Problem problem) {
      job.done.fail(problem);
    } catch (Exception e) {
      LOG.error("work {} failed", job.id, e);
      job.done.fail(e);
    }
  }
}
