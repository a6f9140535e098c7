package dev.sonde.agent.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.contract.check.IcmpTarget;
import dev.sonde.contract.check.IcmpTarget.IcmpExpectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Echoes of this machine. Where it may not ask for them, what is told about that. */
class IcmpProbeTest {
    private TestLoop loop;

    @BeforeEach
    void open() {
        loop = new TestLoop(Engines.detect());
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void onePacket_processingIsItsRoundTrip() {
        Sample sample = run(IcmpTarget.of("127.0.0.1"));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.PROCESSING);
        assertThat(sample.phases().nanos(Phase.PROCESSING)).isPositive();
        assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        assertThat(sample.address()).isEqualTo("127.0.0.1");
    }

    @Test
    void severalPackets_takeNoLongerThanTheirMedian() {
        Sample sample = run(IcmpTarget.of("127.0.0.1").withPackets(5, Duration.ofMillis(100)));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(sample.durationNanos()).isLessThan(400_000_000);
        assertThat(sample.trail().trail().notes())
                .contains(new Trail.Note("packets", "5"), new Trail.Note("loss", "0 of 5 packets"))
                .anyMatch(note -> note.name().equals("jitter"));
    }

    @Test
    void ipv6_echoesToo() {
        assertThat(run(IcmpTarget.of("::1")).outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void limitsAreHeld() {
        Sample sample = run(
                IcmpTarget.of("127.0.0.1").withExpect(new IcmpExpectation(BigDecimal.ZERO, Duration.ofNanos(1), null)));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TOO_SLOW));
        assertThat(sample.detail()).startsWith("round trip: ");
    }

    @Test
    void sourceAddress_thatIsNotThisMachines() {
        Sample sample = run(IcmpTarget.of("127.0.0.1")
                .withNetwork(new Network(null, true, "192.0.2.7", Network.Addresses.FIRST, Network.Rule.ALL)));

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail()).isEqualTo("source_address: 192.0.2.7 (expected: an address of this machine)");
    }

    private Sample run(IcmpTarget target) {
        Sample sample = loop.run(target);
        permitted(sample);
        return sample;
    }

    /** Skips, having looked at what is said instead. */
    private static void permitted(Sample sample) {
        if (sample.detail().contains("CAP_NET_RAW")) {
            assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
            Assumptions.abort("SKIPPED: " + sample.detail());
        }
    }
}
