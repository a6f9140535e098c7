package dev.sonde.contract.report;

import dev.sonde.contract.result.Phase;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves behind beyond its verdict and its phases. Secrets are masked before it is made; what is too long or too
 * much is cut here, and control characters become spaces, so a trail is always fit for the wire and for a terminal.
 * Immutable.
 *
 * @param traceId of the {@code traceparent} that the run sent, 32 hexadecimal digits; empty if it sent none
 * @param resolved every address its name had
 * @param hops requests, redirects and steps in order; empty when the run had but one and nothing is to be told of it
 * @param headers of the answer, only those of a fixed list that carries no secrets
 * @param body the beginning of the answer's body; empty when there was none, or none was looked at
 * @param certificate the one that the peer showed last; null without TLS
 * @param unmet the first expectation that did not hold; null when all held, or none was reached
 * @param notes what else the protocol has to say, such as loss and jitter
 */
public record Trail(
        String traceId,
        List<String> resolved,
        List<Hop> hops,
        List<Note> headers,
        String body,
        @Nullable CertificateSummary certificate,
        @Nullable Unmet unmet,
        List<Note> notes) {
    /** Hexadecimal digits of a trace id. */
    public static final int TRACE_ID_DIGITS = 32;

    public static final int MAX_RESOLVED = 16;
    public static final int MAX_RESOLVED_CHARS = 64;
    public static final int MAX_HOPS = 20;
    public static final int MAX_HEADERS = 16;
    public static final int MAX_NOTES = 32;

    /** Longest body excerpt, in characters. */
    public static final int MAX_BODY = 1_000;

    /** Nothing is known. */
    public static final Trail NONE = new Trail("", List.of(), List.of(), List.of(), "", null, null, List.of());

    public Trail {
        if (!traceId.isEmpty() && !isTraceId(traceId)) {
            throw new IllegalArgumentException("trace id: of " + traceId.length()
                    + " characters (expected: 32 of 0-9 and a-f, not all 0, or none)");
        }
        resolved = Excerpts.first(
                resolved.stream()
                        .map(address -> Excerpts.line(address, MAX_RESOLVED_CHARS))
                        .toList(),
                MAX_RESOLVED);
        hops = Excerpts.first(hops, MAX_HOPS);
        headers = Excerpts.first(headers, MAX_HEADERS);
        body = Excerpts.lines(body, MAX_BODY);
        notes = Excerpts.first(notes, MAX_NOTES);
    }

    /** Whether a text is a trace id that W3C Trace Context allows. */
    public static boolean isTraceId(String text) {
        boolean zero = true;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
            zero &= digit == '0';
        }
        return text.length() == TRACE_ID_DIGITS && !zero;
    }

    /**
     * One request of a run: a redirect's, a scenario step's.
     *
     * @param name of the step; empty for a redirect
     * @param url without user information and with secrets masked; what was dialled where there are no URLs
     * @param address the peer's; empty if none was reached
     * @param status protocol status code; 0 if none
     * @param startedNanos from the run's start to the hop's
     * @param phaseNanos those that the hop reached
     * @param detail what went wrong in it; empty if nothing did
     */
    public record Hop(
            String name,
            String url,
            String address,
            int status,
            long startedNanos,
            Map<Phase, Long> phaseNanos,
            String detail) {
        public static final int MAX_NAME = 100;
        public static final int MAX_URL = 300;
        public static final int MAX_ADDRESS = 100;
        public static final int MAX_DETAIL = 300;

        public Hop {
            EnumMap<Phase, Long> copy = new EnumMap<>(Phase.class);
            copy.putAll(phaseNanos);
            phaseNanos = Collections.unmodifiableMap(copy);
            name = Excerpts.line(name, MAX_NAME);
            url = Excerpts.line(url, MAX_URL);
            address = Excerpts.line(address, MAX_ADDRESS);
            detail = Excerpts.line(detail, MAX_DETAIL);
            if (status < 0 || startedNanos < 0) {
                throw new IllegalArgumentException("hop: status " + status + ", started after " + startedNanos
                        + " ns (expected: neither negative)");
            }
        }

        /** The sum of its phases. */
        public long durationNanos() {
            return phaseNanos.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** A name and what it said: a header, or a fact of the protocol's own. */
    public record Note(String name, String value) {
        public static final int MAX_NAME = 64;
        public static final int MAX_VALUE = 300;

        public Note {
            name = Excerpts.line(name, MAX_NAME);
            value = Excerpts.line(value, MAX_VALUE);
        }
    }

    /**
     * An expectation that did not hold.
     *
     * @param expectation which one, by its key in YAML, such as {@code status} or {@code body.json $.state}
     */
    public record Unmet(String expectation, String seen, String expected) {
        public static final int MAX_EXPECTATION = 200;
        public static final int MAX_TEXT = 300;

        public Unmet {
            expectation = Excerpts.line(expectation, MAX_EXPECTATION);
            seen = Excerpts.line(seen, MAX_TEXT);
            expected = Excerpts.line(expected, MAX_TEXT);
        }
    }

    /**
     * The certificate a peer showed, and the connection it was shown on.
     *
     * @param subject distinguished name
     * @param names the alternative names
     * @param fingerprint SHA-256 of the certificate, lower-case hexadecimal
     * @param tlsVersion such as {@code TLS 1.3}; empty if the handshake did not come so far
     * @param cipher as the engine names it; empty if the handshake did not come so far
     */
    public record CertificateSummary(
            String subject,
            String issuer,
            List<String> names,
            Instant notBefore,
            Instant notAfter,
            String fingerprint,
            String tlsVersion,
            String cipher) {
        public static final int MAX_DISTINGUISHED_NAME = 300;
        public static final int MAX_NAMES = 16;
        public static final int MAX_NAME = 255;
        public static final int MAX_FINGERPRINT = 64;
        public static final int MAX_TLS = 64;

        public CertificateSummary {
            subject = Excerpts.line(subject, MAX_DISTINGUISHED_NAME);
            issuer = Excerpts.line(issuer, MAX_DISTINGUISHED_NAME);
            names = Excerpts.first(
                    names.stream().map(name -> Excerpts.line(name, MAX_NAME)).toList(), MAX_NAMES);
            fingerprint = Excerpts.line(fingerprint, MAX_FINGERPRINT);
            tlsVersion = Excerpts.line(tlsVersion, MAX_TLS);
            cipher = Excerpts.line(cipher, MAX_TLS);
        }
    }
}
