package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Answer;
import dev.sonde.agent.expect.Body;
import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.connect.Dial;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a run, as expectations look at it.
 *
 * @param size bytes of the body, kept or not
 * @param dial of the last connection
 */
record HttpAnswer(
        Head head,
        Body body,
        long size,
        @Nullable Instant certificateExpiry,
        @Nullable Dial dial,
        long durationNanos,
        PhaseTimings phases,
        Instant at)
        implements Answer {
    @Override
    public int status() {
        return head.status();
    }

    @Override
    public List<String> header(String name) {
        return head.all(name);
    }

    @Override
    public Map<String, String> headersByName() {
        Map<String, StringBuilder> byName = new HashMap<>();
        head.each((name, value) -> byName.merge(
                name.toLowerCase(Locale.ROOT),
                new StringBuilder(value),
                (first, next) -> first.append(", ").append(next)));
        Map<String, String> joined = new HashMap<>();
        byName.forEach((name, values) -> joined.put(name, values.toString()));
        return joined;
    }

    @Override
    public List<X509Certificate> certificates() {
        return dial == null ? List.of() : dial.certificates();
    }

    @Override
    public String tlsVersion() {
        return dial == null ? "" : dial.tlsVersion();
    }
}
