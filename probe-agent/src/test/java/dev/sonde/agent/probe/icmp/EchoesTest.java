package dev.sonde.agent.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.IcmpTarget.IcmpExpectation;
import dev.sonde.contract.result.FailureReason;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EchoesTest {
    private final Echoes echoes = new Echoes(5);

    @Test
    void medianAndJitter_areOfThoseThatCame() {
        echoes.came(0, 10_000_000);
        echoes.came(1, 14_000_000);
        echoes.came(3, 12_000_000);
        echoes.came(4, 40_000_000);

        assertThat(echoes.medianNanos()).isEqualTo(12_000_000);
        assertThat(echoes.jitterNanos()).isEqualTo((4_000_000 + 2_000_000 + 28_000_000) / 3);
        assertThat(echoes.lossText()).isEqualTo("1 of 5 packets");
    }

    @Test
    void jitter_ofOneEchoIsNone() {
        echoes.came(2, 10_000_000);

        assertThat(echoes.jitterNanos()).isZero();
        assertThat(echoes.medianNanos()).isEqualTo(10_000_000);
    }

    @Test
    void loss_isComparedExactly() {
        for (int packet = 0; packet < 4; packet++) {
            echoes.came(packet, 1_000_000);
        }

        assertThat(echoes.verdict(losing("0.2"))).isEqualTo(Verdict.SUCCESS);
        assertThat(echoes.verdict(losing("0.19")))
                .isEqualTo(Verdict.failure(FailureReason.TIMEOUT, "loss: 1 of 5 packets (expected: at most 19%)"));
    }

    @Test
    void roundTripAndJitter_overTheirLimitsAreTooSlow() {
        echoes.came(0, 10_000_000);
        echoes.came(1, 30_500_000);
        BigDecimal some = new BigDecimal("0.9");

        assertThat(echoes.verdict(new IcmpExpectation(some, Duration.ofMillis(9), null)))
                .isEqualTo(Verdict.failure(FailureReason.TOO_SLOW, "round trip: 10 ms (expected: at most 9 ms)"));
        assertThat(echoes.verdict(new IcmpExpectation(some, Duration.ofMillis(10), Duration.ofMillis(20))))
                .isEqualTo(Verdict.failure(FailureReason.TOO_SLOW, "jitter: 20.5 ms (expected: at most 20 ms)"));
    }

    private static IcmpExpectation losing(String most) {
        return new IcmpExpectation(new BigDecimal(most), null, null);
    }
}
