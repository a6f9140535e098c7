package dev.sonde.agent.expect;

import dev.sonde.agent.probe.PhaseTimings;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An answer as a test wants it; good unless told otherwise. */
final class FakeAnswer implements Answer {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    int status = 200;
    Map<String, List<String>> headers = Map.of("x-node", List.of("a1"), "content-type", List.of("application/json"));
    Body body = text("{\"status\":\"ok\"}");
    Instant certificateExpiry = NOW.plus(Duration.ofDays(90));
    List<X509Certificate> certificates = List.of();
    String tlsVersion = "1.3";
    long durationNanos = 100_000_000;
    PhaseTimings phases = PhaseTimings.NONE;

    static Body text(String text) {
        return new Body(text.getBytes(StandardCharsets.UTF_8), "application/json", "", 100_000_000);
    }

    static FakeAnswer of(String body) {
        FakeAnswer answer = new FakeAnswer();
        answer.body = text(body);
        return answer;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public List<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    @Override
    public Map<String, String> headersByName() {
        Map<String, String> joined = new HashMap<>();
        headers.forEach((name, values) -> joined.put(name, String.join(", ", values)));
        return joined;
    }

    @Override
    public Body body() {
        return body;
    }

    @Override
    public Instant certificateExpiry() {
        return certificateExpiry;
    }

    @Override
    public List<X509Certificate> certificates() {
        return certificates;
    }

    @Override
    public String tlsVersion() {
        return tlsVersion;
    }

    @Override
    public long durationNanos() {
        return durationNanos;
    }

    @Override
    public PhaseTimings phases() {
        return phases;
    }

    @Override
    public Instant at() {
        return NOW;
    }
}
