package dev.sonde.collector.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRuleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Location EU = new Location("eu");
    private static final Location US = new Location("us");
    private static final Duration WARN = Duration.ofDays(21);

    @ParameterizedTest(name = "{0} left: due {1}")
    @CsvSource({"P22D, false", "P21D, false", "PT503H59M59S, true", "PT0S, true", "P-3D, true"})
    void ticket_isDueWhenLessTimeThanAskedForIsLeft(String left, boolean due) {
        CertificateStatus status = CertificateRule.judge(Map.of(EU, NOW.plus(Duration.parse(left))), WARN, NOW);

        assertThat(status.due()).isEqualTo(due);
    }

    @Test
    void earliestExpiryOfAllLocations_decides() {
        Instant soon = NOW.plus(Duration.ofDays(3));

        CertificateStatus differing =
                CertificateRule.judge(Map.of(EU, NOW.plus(Duration.ofDays(300)), US, soon), WARN, NOW);
        CertificateStatus same = CertificateRule.judge(Map.of(EU, soon, US, soon), WARN, NOW);

        assertThat(differing).isEqualTo(new CertificateStatus(soon, new TreeSet<>(Set.of(US)), WARN, true));
        assertThat(same.locations()).containsExactly(EU, US);
    }

    @Test
    void nothingReportedOrOff_isNoStatus() {
        assertThat(CertificateRule.judge(Map.of(), WARN, NOW)).isNull();
        assertThat(CertificateRule.judge(Map.of(EU, NOW), Duration.ZERO, NOW)).isNull();
    }
}
