package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.probe.connect.Dial;
import io.vertx.core.http.HttpMethod;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gauges of an HTTP probe. Phases are summed over redirects when all is over. Belongs to one attempt. */
final class HttpFindings {
    private static final List<String> PHASES = List.of("resolve", "connect", "tls", "processing", "transfer");

    /** The three forms of time that HTTP has (RFC 9110, 5.6.7). */
    private static final List<DateTimeFormatter> TIMES = Stream.of(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss yyyy")
            .map(form -> DateTimeFormatter.ofPattern(form, Locale.ROOT).withZone(ZoneOffset.UTC))
            .toList();

    private final Attempt attempt;
    private final HttpModule module;
    private final Gauges gauges;
    private final List<HttpHop> hops = new ArrayList<>();
    private @Nullable HttpPreparation prepared;

    HttpFindings(Attempt attempt, HttpModule module) {
        this.attempt = attempt;
        this.module = module;
        this.gauges = attempt.gauges();
    }

    /** What exists however the probe ends. */
    void begin() {
        gauges.set(Family.HTTP_STATUS_CODE, 0);
        gauges.set(Family.HTTP_CONTENT_LENGTH, 0);
        gauges.set(Family.HTTP_UNCOMPRESSED_LENGTH, 0);
        gauges.set(Family.HTTP_REDIRECTS, 0);
        gauges.set(Family.HTTP_SSL, 0);
        gauges.set(Family.HTTP_VERSION, 0);
        gauges.set(Family.FAILED_DUE_TO_REGEX, 0);
        if (module.celMatches() != null || module.celNotMatches() != null) {
            gauges.set(Family.FAILED_DUE_TO_CEL, 0);
        }
        long begun = attempt.loop().now();
        attempt.atEnd(() -> tell(begun));
    }

    /** The name was resolved: from now on there are all phases. */
    void resolved() {
        PHASES.forEach(phase -> gauges.add(Family.HTTP_DURATION, 0, "phase", phase));
        gauges.add(Family.HTTP_DURATION, gauges.get(Family.DNS_LOOKUP_TIME), "phase", "resolve");
    }

    void hop(HttpHop hop) {
        hops.add(hop);
    }

    void prepared(HttpPreparation what) {
        prepared = what;
    }

    void redirects(int count) {
        gauges.set(Family.HTTP_REDIRECTS, count);
    }

    void body(HttpBody body) {
        gauges.set(Family.HTTP_UNCOMPRESSED_LENGTH, (double) body.length());
    }

    private void tell(long begun) {
        if (!gauges.has(Family.HTTP_DURATION) && gauges.has(Family.DNS_LOOKUP_TIME)) {
            double lookup = gauges.get(Family.DNS_LOOKUP_TIME);
            boolean cutOff = lookup == 0 && hops.isEmpty();
            gauges.set(
                    Family.HTTP_DURATION,
                    cutOff ? Attempt.seconds(attempt.loop().now() - begun) : lookup,
                    "phase",
                    "resolve");
        }
        for (int i = 0; i < hops.size(); i++) {
            phases(hops.get(i), i == 0);
        }
        if (!hops.isEmpty()) {
            last(hops.get(hops.size() - 1));
        }
    }

    private void phases(HttpHop hop, boolean isFirst) {
        if (!isFirst) {
            add("resolve", hop.startedNanos, hop.resolvedNanos);
        }
        Dial dial = hop.dial;
        if (dial == null || !dial.isConnected() || (hop.url().secure() && !dial.isSecured())) {
            return;
        }
        add("connect", hop.resolvedNanos, dial.connectedNanos());
        long stood = dial.connectedNanos();
        if (hop.url().secure()) {
            add("tls", dial.isTunnelled() ? dial.tunnelledNanos() : dial.connectedNanos(), dial.securedNanos());
            stood = dial.securedNanos();
        }
        if (hop.answeredNanos == 0) {
            return;
        }
        add("processing", stood, hop.answeredNanos);
        if (hop == hops.get(hops.size() - 1)) {
            add(
                    "transfer",
                    hop.answeredNanos,
                    hop.endedNanos == 0 ? attempt.loop().now() : hop.endedNanos);
        }
    }

    private void add(String phase, long from, long to) {
        if (from != 0 && to > from) {
            gauges.add(Family.HTTP_DURATION, Attempt.seconds(to - from), "phase", phase);
        }
    }

    private void last(HttpHop hop) {
        HttpAnswered response = hop.response;
        if (response == null) {
            return;
        }
        gauges.set(Family.HTTP_STATUS_CODE, response.status());
        gauges.set(Family.HTTP_CONTENT_LENGTH, contentLength(hop, response));
        gauges.set(Family.HTTP_VERSION, HttpJudgement.number(response.version()));
        gauges.set(Family.HTTP_SSL, hop.url().secure());
        Instant modified = time(response.header("Last-Modified"));
        if (modified != null) {
            gauges.set(Family.HTTP_LAST_MODIFIED, (double) modified.getEpochSecond());
        }
        Dial dial = hop.dial;
        if (prepared != null && dial != null && dial.isSecured()) {
            prepared.tls().tell(gauges, dial.tlsVersion(), dial.certificates());
            gauges.set(Family.TLS_CIPHER, 1, "cipher", dial.cipherSuite());
        }
    }

    private static double contentLength(HttpHop hop, HttpAnswered response) {
        String length = response.header("Content-Length");
        if (length != null && length.matches("[0-9]{1,18}") && response.header("Transfer-Encoding") == null) {
            return Double.parseDouble(length);
        }
        int status = response.status();
        boolean never = status == 204 || status == 304;
        return never && !hop.method().equals(HttpMethod.HEAD) ? 0 : -1;
    }

    private static @Nullable Instant time(@Nullable String header) {
        if (header == null) {
            return null;
        }
        for (DateTimeFormatter form : TIMES) {
            TemporalAccessor time = parsed(form, header);
            if (time != null) {
                return Instant.from(time);
            }
        }
        return null;
    }

    private static @Nullable TemporalAccessor parsed(DateTimeFormatter form, String header) {
        try {
            return form.parse(header);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
