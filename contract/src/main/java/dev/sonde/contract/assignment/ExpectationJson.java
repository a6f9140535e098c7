package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@link Expectation} as fields of an {@code expect} already begun. {@code certificateDaysLeft} is always there, -1 for
 * off; what else is not said is left out.
 */
final class ExpectationJson {
    private static final int MAX_DAYS = 36_500;

    private ExpectationJson() {}

    static void write(Expectation expect, JsonGenerator json) throws IOException {
        Duration most = expect.responseTime();
        if (most != null) {
            Fields.writeSeconds("responseTime", most, json);
        }
        CertificateExpectation certificate = expect.certificate();
        json.writeNumberField("certificateDaysLeft", certificate == null ? -1 : certificate.daysLeft());
        if (certificate != null && hasMore(certificate)) {
            json.writeObjectFieldStart("certificate");
            json.writeNumberField("chainDaysLeft", certificate.chainDaysLeft());
            Fields.writeOptional("name", certificate.name(), json);
            Fields.writeOptional("issuer", certificate.issuer(), json);
            json.writeEndObject();
        }
        TlsVersion oldest = expect.tlsMinVersion();
        Fields.writeOptional("tlsMinVersion", oldest == null ? null : oldest.label(), json);
        if (!expect.phaseLimits().isEmpty()) {
            json.writeObjectFieldStart("phases");
            for (Map.Entry<Phase, Duration> limit : expect.phaseLimits().entrySet()) {
                Fields.writeSeconds(limit.getKey().label(), limit.getValue(), json);
            }
            json.writeEndObject();
        }
    }

    private static boolean hasMore(CertificateExpectation certificate) {
        return certificate.chainDaysLeft() >= 0 || certificate.name() != null || certificate.issuer() != null;
    }

    static Expectation read(JsonValue json) throws InvalidAssignmentException {
        return new Expectation(
                certificate(json),
                Fields.optionalWord(json, "tlsMinVersion", TlsVersion.values(), TlsVersion::label),
                Fields.optionalLimit(json, "responseTime"),
                phases(json.find("phases")));
    }

    private static @Nullable CertificateExpectation certificate(JsonValue expect) throws InvalidAssignmentException {
        int daysLeft = days(expect.field("certificateDaysLeft"));
        JsonValue json = expect.find("certificate");
        if (json == null) {
            return daysLeft < 0 ? null : CertificateExpectation.ofDays(daysLeft);
        }
        int chainDaysLeft = days(json.field("chainDaysLeft"));
        String name = Fields.optionalText(json, "name");
        String issuer = Fields.optionalText(json, "issuer");
        return json.checked(() -> new CertificateExpectation(daysLeft, chainDaysLeft, name, issuer));
    }

    private static int days(JsonValue json) throws InvalidAssignmentException {
        return (int) json.whole(-1, MAX_DAYS);
    }

    private static Map<Phase, Duration> phases(@Nullable JsonValue json) throws InvalidAssignmentException {
        Map<Phase, Duration> limits = new EnumMap<>(Phase.class);
        if (json != null) {
            for (Phase phase : Phase.values()) {
                JsonValue limit = json.find(phase.label());
                if (limit != null) {
                    limits.put(phase, limit.seconds(Fields.NANO, Plan.MAX_TIMEOUT));
                }
            }
            if (limits.size() != json.fieldNames().size()) {
                throw json.invalid(
                        "a phase this agent does not know",
                        Stream.of(Phase.values()).map(Phase::label).collect(Collectors.joining(", ")));
            }
        }
        return limits;
    }
}
