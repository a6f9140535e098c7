package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.SampleBuilder;
import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.check.Network.Rule;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadRuleTest {
    /** One letter per address, in no order of time: good, bad or unknown, and the milliseconds it took. */
    private static String decided(Rule rule, String... addresses) {
        List<Sample> samples = new ArrayList<>();
        for (String address : addresses) {
            Outcome outcome = switch (address.charAt(0)) {
                case 'g' -> Outcome.SUCCESS;
                case 'b' -> Outcome.failure(FailureReason.CONNECT_REFUSED);
                default -> Outcome.unknown(UnknownReason.AGENT_STOPPED);
            };
            long millis = Long.parseLong(address.substring(1));
            samples.add(SampleBuilder.sample(outcome, millis)
                    .detail(address)
                    .address(address)
                    .build());
        }
        return SpreadRule.decide(samples, rule).by().address();
    }

    @Test
    void all_areGoodWithTheLastAndBadWithTheFirstBad() {
        assertThat(decided(Rule.ALL, "g20", "g30", "g10")).isEqualTo("g30");
        assertThat(decided(Rule.ALL, "g20", "b30", "b10")).isEqualTo("b10");
        assertThat(decided(Rule.ALL, "u5", "g20", "b30")).isEqualTo("b30");
        assertThat(decided(Rule.ALL, "u5", "g20", "g30")).isEqualTo("u5");
    }

    @Test
    void any_isGoodWithTheFirstGoodAndBadWithTheLastBad() {
        assertThat(decided(Rule.ANY, "b5", "g30", "g20")).isEqualTo("g20");
        assertThat(decided(Rule.ANY, "b5", "b30", "b20")).isEqualTo("b30");
        assertThat(decided(Rule.ANY, "b5", "u30", "b20")).isEqualTo("u30");
    }

    @Test
    void quorum_isMoreThanHalf() {
        assertThat(decided(Rule.QUORUM, "g10", "b5", "g20", "g30")).isEqualTo("g30");
        assertThat(decided(Rule.QUORUM, "g10", "b5", "g20")).isEqualTo("g20");
        assertThat(decided(Rule.QUORUM, "g10", "b5")).isEqualTo("b5");
        assertThat(decided(Rule.QUORUM, "g10", "b5", "b20", "g30")).isEqualTo("b20");
        assertThat(decided(Rule.QUORUM, "g10")).isEqualTo("g10");
    }

    @Test
    void detail_saysHowManyWereGood() {
        Sample bad = SampleBuilder.sample(Outcome.failure(FailureReason.CONNECT_REFUSED), 1)
                .detail("refused")
                .build();
        Sample good = SampleBuilder.sample(Outcome.SUCCESS, 2).build();

        assertThat(SpreadRule.decide(List.of(bad, good), Rule.ALL).detail())
                .isEqualTo("refused; 1 of 2 addresses good (expected: all)");
        assertThat(SpreadRule.decide(List.of(bad, good), Rule.QUORUM).detail())
                .isEqualTo("refused; 1 of 2 addresses good (expected: at least 2)");
    }
}
