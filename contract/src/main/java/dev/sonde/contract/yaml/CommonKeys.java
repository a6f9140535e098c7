package dev.sonde.contract.yaml;

import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may be expected of a run, whatever the protocol: certificate, TLS version, response time, phases. */
final class CommonKeys {
    static final Duration LONGEST = Duration.ofMinutes(10);

    static final Key<Integer> DAYS_LEFT =
            Key.optional("days_left", days(), "fails runs while the certificate has fewer whole days left");
    static final Key<Integer> CHAIN_DAYS_LEFT = Key.optional(
            "chain_days_left", days(), "fails runs while any certificate of its chain has fewer whole days left");
    static final Key<String> NAME = Key.optional(
            "name",
            Expressions.re2(),
            "RE2 expression that must match in its subject or in one of its alternative names");
    static final Key<String> ISSUER =
            Key.optional("issuer", Expressions.re2(), "RE2 expression that must match in its issuer");
    static final Key<MappingView> CERTIFICATE = Key.optional(
            "certificate",
            Block.of("certificate", DAYS_LEFT, CHAIN_DAYS_LEFT, NAME, ISSUER)
                    .atLeastOneOf(DAYS_LEFT, CHAIN_DAYS_LEFT, NAME, ISSUER),
            "a condition on the certificate that fails runs (the check's own `certificate` only raises a ticket)");

    static final Key<TlsVersion> MIN_VERSION =
            Key.required("min_version", TlsKeys.version(), "fails runs that agreed on an older version");
    static final Key<MappingView> TLS =
            Key.optional("tls", Block.of("tls", MIN_VERSION), "conditions on the TLS connection; clear text fails");

    static final Key<Duration> RESPONSE_TIME = Key.optional(
            "response_time",
            Scalars.duration(Duration.ofMillis(1), LONGEST),
            "a longer run, from before the name is resolved to the last byte, fails with reason `too_slow`");

    private CommonKeys() {}

    /** Limits of the phases that a protocol has. Each protocol that has them keeps its own key. */
    static Key<Map<String, Duration>> phases(Phase... phases) {
        List<String> labels = Arrays.stream(phases).map(Phase::label).toList();
        return Key.optional(
                "phases",
                MapShape.of(Scalars.word(label -> label, labels), Scalars.duration(Duration.ofMillis(1), LONGEST)),
                "most time for single phases, such as `processing: 200ms`; a longer one fails with reason `too_slow`");
    }

    /**
     * The record of a sound block {@code expect}, of which it takes these keys.
     *
     * @param phases the protocol's own key
     * @param withTls whether the block has the keys about TLS
     */
    static Expectation expectation(
            MappingView expect,
            Key<Map<String, Duration>> phases,
            boolean withTls,
            Duration timeout,
            Problems problems) {
        MappingView tls = withTls ? expect.find(TLS) : null;
        Duration most = expect.find(RESPONSE_TIME);
        if (most != null && most.compareTo(timeout) >= 0) {
            warn(expect.place(RESPONSE_TIME), "response_time", most, timeout, problems);
        }
        return new Expectation(
                certificate(withTls ? expect.find(CERTIFICATE) : null),
                tls == null ? null : tls.get(MIN_VERSION),
                most,
                limits(expect, phases, timeout, problems));
    }

    /**
     * Notes conditions on TLS where there is none.
     *
     * @param expected how to turn it on
     */
    static void refuseInClearText(MappingView expect, String expected, Problems problems) {
        for (Key<MappingView> key : List.of(CERTIFICATE, TLS)) {
            if (expect.isWritten(key)) {
                problems.error(expect.place(key), key + ": the connection is in clear text", expected);
            }
        }
    }

    private static @Nullable CertificateExpectation certificate(@Nullable MappingView view) {
        if (view == null) {
            return null;
        }
        Integer daysLeft = view.find(DAYS_LEFT);
        Integer chainDaysLeft = view.find(CHAIN_DAYS_LEFT);
        return new CertificateExpectation(
                daysLeft == null ? -1 : daysLeft,
                chainDaysLeft == null ? -1 : chainDaysLeft,
                view.find(NAME),
                view.find(ISSUER));
    }

    private static Map<Phase, Duration> limits(
            MappingView expect, Key<Map<String, Duration>> key, Duration timeout, Problems problems) {
        Map<Phase, Duration> limits = new EnumMap<>(Phase.class);
        Map<String, Duration> written = expect.find(key);
        for (Phase phase : Phase.values()) {
            Duration most = written == null ? null : written.get(phase.label());
            if (most != null) {
                limits.put(phase, most);
                if (most.compareTo(timeout) >= 0) {
                    warn(expect.place(key), "phases: " + phase.label(), most, timeout, problems);
                }
            }
        }
        return limits;
    }

    private static void warn(Place place, String what, Duration most, Duration timeout, Problems problems) {
        problems.warning(
                place,
                what + ": " + Durations.format(most) + " never fails a run, the timeout comes first",
                "less than the timeout of " + Durations.format(timeout));
    }

    private static Scalar<Integer> days() {
        return Scalars.whole(0, 3650);
    }
}
