package dev.sonde.agent.expect;

import com.google.re2j.Pattern;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.result.FailureReason;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on the peer's certificate: how long it and its chain are valid still, whom it is for, who issued it.
 * Immutable.
 */
final class CertificateCondition implements Condition {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int SAN_DNS = 2;
    private static final int SAN_ADDRESS = 7;
    private static final int MAX_NAMES_SHOWN = 5;

    private final int daysLeft;
    private final int chainDaysLeft;
    private final @Nullable Pattern name;
    private final @Nullable Pattern issuer;

    /** IllegalArgumentException with a message for people if an expression is none. */
    CertificateCondition(CertificateExpectation wanted) {
        this.daysLeft = wanted.daysLeft();
        this.chainDaysLeft = wanted.chainDaysLeft();
        this.name = wanted.name() == null ? null : Re2.compile("name", wanted.name());
        this.issuer = wanted.issuer() == null ? null : Re2.compile("issuer", wanted.issuer());
    }

    @Override
    public @Nullable Violation violation(Judging judging) {
        Answer answer = judging.answer();
        Violation first = null;
        if (daysLeft >= 0) {
            first = tooFewDays("certificate", answer.certificateExpiry(), daysLeft, answer.at());
        }
        if (first == null && chainDaysLeft >= 0) {
            first = tooFewDays("certificate chain", earliest(answer), chainDaysLeft, answer.at());
        }
        X509Certificate leaf =
                answer.certificates().isEmpty() ? null : answer.certificates().get(0);
        if (first == null && name != null) {
            List<String> names = leaf == null ? List.of() : names(leaf);
            if (names.stream().noneMatch(each -> name.matcher(each).find())) {
                String seen = leaf == null ? "none" : shown(names, judging);
                first = violation("certificate name: " + seen, "to match '" + Excerpt.of(name.pattern()) + "'");
            }
        }
        if (first == null && issuer != null) {
            String seen = leaf == null ? "" : leaf.getIssuerX500Principal().getName();
            if (leaf == null || !issuer.matcher(seen).find()) {
                first = violation(
                        "certificate issuer: " + (leaf == null ? "none" : "'" + judging.shown(seen) + "'"),
                        "to match '" + Excerpt.of(issuer.pattern()) + "'");
            }
        }
        return first;
    }

    @Override
    public boolean isQuick(Answer answer) {
        return answer.certificates().isEmpty()
                || Stream.of(name, issuer)
                        .filter(Objects::nonNull)
                        .allMatch(pattern ->
                                isQuick(pattern, answer.certificates().get(0)));
    }

    private static boolean isQuick(Pattern pattern, X509Certificate certificate) {
        try {
            return certificate.getEncoded().length <= Re2.quickCharacters(pattern);
        } catch (CertificateEncodingException e) {
            return false;
        }
    }

    private static @Nullable Violation tooFewDays(String what, @Nullable Instant expiry, int least, Instant now) {
        String seen;
        if (expiry == null) {
            seen = "none, the answer came in clear text";
        } else {
            Duration left = Duration.between(now, expiry);
            if (left.compareTo(DAY.multipliedBy(least)) >= 0) {
                return null;
            }
            seen = (left.isNegative() ? "expired" : left.toDays() + " days left, valid until") + " " + expiry;
        }
        return violation(what + ": " + seen, "at least " + least + " days left");
    }

    private static Violation violation(String seen, String expected) {
        return new Violation(FailureReason.TLS_CERTIFICATE, seen + " (expected: " + expected + ")");
    }

    private static @Nullable Instant earliest(Answer answer) {
        Instant earliest = answer.certificateExpiry();
        for (X509Certificate certificate : answer.certificates()) {
            Instant until = certificate.getNotAfter().toInstant();
            earliest = earliest == null || until.isBefore(earliest) ? until : earliest;
        }
        return earliest;
    }

    /** Whom it is for: alternative names, then the subject. */
    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                boolean known = alternative.get(0) instanceof Integer kind && (kind == SAN_DNS || kind == SAN_ADDRESS);
                if (known && alternative.get(1) instanceof String text) {
                    names.add(text);
                }
            }
        } catch (CertificateParsingException e) {
            // A stranger's certificate: what could be read of it is looked at.
            names.clear();
        }
        names.add(certificate.getSubjectX500Principal().getName());
        return names;
    }

    private static String shown(List<String> names, Judging judging) {
        String first = String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMES_SHOWN)));
        return "'" + judging.shown(first) + "'" + (names.size() > MAX_NAMES_SHOWN ? " and more" : "");
    }
}
