package dev.sonde.launcher.demo;

import dev.sonde.collector.notify.StandardWebhooks.Verification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Tells on the terminal what the demonstration does and what came of it. Any thread; a line is written whole. */
public final class Narrator implements WebhookDesk.Listener {
    /** One check goes down at once, one spends its error budget within the minute. */
    private static final int BROKEN_PROMISES = 2;

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private final Runnable whenPaged;
    private final Set<String> shown = new HashSet<>();
    private long probingSince;

    /**
     * @param nanoTime monotonic
     * @param whenPaged runs after each genuine message of something that pages
     */
    public Narrator(PrintWriter out, LongSupplier nanoTime, Runnable whenPaged) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.whenPaged = whenPaged;
    }

    /** The first line: something happens. */
    public synchronized void begin() {
        line("Sonde demo: starting sample endpoints, a collector and an agent ...");
    }

    /** What is watched, and who is told. */
    public synchronized void watched(SampleEndpoints endpoints, SampleConfig config, WebhookDesk desk) {
        line("");
        row("watched", endpoints.steady(), "answers in 20 ms");
        row("", endpoints.slowTail(), "one in ten takes 0.4 to 0.9 s");
        row("", endpoints.flaky(), "every third answer is 503");
        row("", endpoints.expiredCertificate(), "its certificate ran out a month ago");
        row("configured by", config.file().toString(), "");
        row("told", desk.url(), "verifies every signature");
    }

    /** Everything runs. */
    public synchronized void probing(String address) {
        probingSince = nanoTime.getAsLong();
        row("open", address + "/metrics", "for Prometheus");
        row("", address + "/api/v1/checks", "");
        row("", address + "/api/v1/slos", "");
        row("", address + "/api/v1/incidents", "");
        line("");
        event("probing every second, waiting for a promise to break");
    }

    /** A sign of life, until there is something better to read. */
    public synchronized void waiting() {
        if (shown.size() < BROKEN_PROMISES) {
            event("probing");
        }
    }

    /** The first opening of each check is shown whole, what follows as a line. */
    @Override
    public void genuine(JsonObject message) {
        synchronized (this) {
            event("webhook received, signature verified: " + summary(message));
            if (shown.add(check(message))) {
                line(message.encodePrettily());
            }
        }
        if (severity(message).equals("page")) {
            whenPaged.run();
        }
    }

    @Override
    public synchronized void refused(Verification why) {
        event("webhook refused: " + why.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    /** The last line. */
    public synchronized void end() {
        event("stopped, the temporary directory is deleted");
    }

    private static String summary(JsonObject message) {
        JsonArray causes = message.getJsonObject("data").getJsonArray("causes");
        return message.getString("type") + ", " + severity(message) + ", " + check(message) + " ("
                + causes.stream()
                        .map(cause -> ((JsonObject) cause).getString("kind"))
                        .distinct()
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private static String severity(JsonObject message) {
        return message.getJsonObject("data").getJsonObject("incident").getString("severity");
    }

    private static String check(JsonObject message) {
        return message.getJsonObject("data").getJsonObject("check").getString("name");
    }

    private void event(String text) {
        double seconds = Duration.ofNanos(nanoTime.getAsLong() - probingSince).toMillis() / 1000.0;
        line(String.format(Locale.ROOT, "%6.1f s  %s", seconds, text));
    }

    private void row(String title, String subject, String remark) {
        line(String.format(Locale.ROOT, "  %-14s %-38s %s", title, subject, remark)
                .stripTrailing());
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }
}
