package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.agent.target.DnsTarget;
import dev.sonde.agent.target.HttpConversation;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Network.Addresses;
import dev.sonde.contract.check.Network.Rule;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that probe every address of a name: the rule, whose time counts, what is told of each. */
class EveryAddressTest {
    private static final String GOOD = "127.0.0.1";

    DnsTarget names;
    TcpTarget target;
    TestLoop loop;

    @BeforeEach
    void open() {
        names = new DnsTarget();
        target = new TcpTarget(GOOD, new HttpConversation(0, 0, 10));
        loop = new TestLoop(
                Engines.detect(),
                TestLoop.settings(Engines.detect())
                        .withNames(() -> NameSources.of(ResolverConfiguration.of(names.address()))));
    }

    @AfterEach
    void close() {
        loop.close();
        target.close();
        names.close();
    }

    @Test
    void rules_decide() {
        names.address("shop.test", GOOD, "127.0.0.2", "127.0.0.3");

        Sample all = loop.run(get(Rule.ALL));
        Sample any = loop.run(get(Rule.ANY));
        Sample quorum = loop.run(get(Rule.QUORUM));

        assertThat(all.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECT_REFUSED));
        assertThat(all.detail())
                .matches("connect to 127\\.0\\.0\\.[23]:" + target.port()
                        + ": refused; 1 of 3 addresses good \\(expected: all\\)");
        assertThat(all.status()).isZero();
        assertThat(any.outcome()).as(any.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(any.detail()).isEmpty();
        assertThat(any.address()).isEqualTo(GOOD + ":" + target.port());
        assertThat(quorum.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECT_REFUSED));
        assertThat(quorum.detail()).endsWith("; 1 of 3 addresses good (expected: at least 2)");
        assertThat(names.queries()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void evidence_tellsOfEachAddress() {
        names.address("shop.test", GOOD, "127.0.0.2");

        Trail trail = loop.run(get(Rule.ANY)).trail().trail();

        Map<String, String> notes =
                trail.notes().stream().collect(Collectors.toMap(Trail.Note::name, Trail.Note::value));
        assertThat(notes.get("address " + GOOD)).matches("success after [0-9.]+ ms");
        assertThat(notes.get("address 127.0.0.2"))
                .matches("failure connect_refused after [0-9.]+ ms, connect to 127\\.0\\.0\\.2:[0-9]+: refused");
        assertThat(trail.resolved()).containsExactly(GOOD, "127.0.0.2");
    }

    @Test
    void time_isThatOfTheAddressThatDecided() {
        names.address("shop.test", GOOD, "127.0.0.2").delaying(50_000_000);
        try (TcpTarget slow = new TcpTarget("127.0.0.2", target.port(), new HttpConversation(150_000_000, 0, 10))) {
            loop.run(get(Rule.ALL));

            Sample all = loop.run(get(Rule.ALL));
            Sample any = loop.run(get(Rule.ANY));

            assertThat(all.outcome()).as(all.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(all.address()).isEqualTo("127.0.0.2:" + slow.port());
            assertThat(all.phases().nanos(Phase.PROCESSING)).isGreaterThanOrEqualTo(150_000_000);
            assertThat(any.address()).isEqualTo(GOOD + ":" + slow.port());
            assertThat(any.phases().nanos(Phase.PROCESSING)).isLessThan(150_000_000);
            for (Sample sample : new Sample[] {all, any}) {
                assertThat(sample.phases().nanos(Phase.RESOLVE)).isGreaterThanOrEqualTo(49_000_000);
                assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            }
        }
    }

    @Test
    void addresses_areProbedUpToABound() {
        names.address(
                "shop.test",
                IntStream.rangeClosed(1, 20).mapToObj(i -> "127.0.0." + i).toArray(String[]::new));

        Sample sample = loop.run(get(Rule.ALL));

        assertThat(sample.detail()).endsWith(" of 16 addresses good (expected: all)");
        assertThat(sample.trail().trail().notes())
                .contains(new Trail.Note("addresses", "the first 16 of 20 were probed"));
    }

    @Test
    void deniedAddress_countsAsOneThatIsNotGood() {
        names.address("shop.test", GOOD, "169.254.169.254");

        Sample all = loop.run(get(Rule.ALL));
        Sample any = loop.run(get(Rule.ANY));
        Sample quorum = loop.run(get(Rule.QUORUM));

        assertThat(all.outcome()).isEqualTo(Outcome.failure(FailureReason.BLOCKED));
        assertThat(all.detail())
                .isEqualTo("shop.test: address 169.254.169.254 may not be probed from here;"
                        + " 1 of 2 addresses good (expected: all)");
        assertThat(all.address()).isEqualTo("169.254.169.254");
        assertThat(all.trail().trail().resolved()).containsExactly(GOOD, "169.254.169.254");
        assertThat(any.outcome()).as(any.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(any.trail().trail().notes())
                .anyMatch(note -> note.name().equals("address 169.254.169.254")
                        && note.value().startsWith("failure blocked "));
        assertThat(quorum.outcome()).isEqualTo(Outcome.failure(FailureReason.BLOCKED));
        assertThat(quorum.detail()).endsWith("; 1 of 2 addresses good (expected: at least 2)");
    }

    @Test
    void silentAddress_endsAtTheTimeout() {
        names.address("shop.test", GOOD, "127.0.0.2");
        try (TcpTarget silent = new TcpTarget("127.0.0.2", target.port(), TcpTarget::awaitClose)) {
            Sample all = loop.run(get(Rule.ALL), Duration.ofMillis(400));
            Sample any = loop.run(get(Rule.ANY), Duration.ofMillis(400));

            assertThat(silent.port()).isEqualTo(target.port());
            assertThat(all.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertThat(all.durationNanos()).isBetween(400_000_000L, 900_000_000L);
            assertThat(any.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(any.durationNanos()).isLessThan(400_000_000L);
        }
    }

    @Test
    void name_thatDoesNotResolveFailsTheRun() {
        Sample sample = loop.run(get(Rule.ANY));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.DNS));
        assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE);
    }

    private HttpTarget get(Rule rule) {
        return Targets.get("http://shop.test:" + target.port() + "/").toBuilder()
                .network(new Network(null, true, null, Addresses.ALL, rule))
                .build();
    }
}
