package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.resolve.NameResolver.Question;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.result.FailureReason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final InetAddress FOUR = address("192.0.2.1");
    private static final InetAddress FOUR_TOO = address("192.0.2.2");
    private static final InetAddress SIX = address("2001:db8::1");
    private static final InetAddress METADATA = address("169.254.169.254");

    @Test
    void order_isTheResolversUnlessAFamilyIsPreferred() {
        assertThat(chosen(Reach.DEFAULT, FOUR, SIX, FOUR_TOO)).isEqualTo(List.of(FOUR, SIX, FOUR_TOO));
        assertThat(chosen(prefer(IpFamily.IP6, true), FOUR, SIX, FOUR_TOO)).isEqualTo(List.of(SIX, FOUR, FOUR_TOO));
        assertThat(chosen(prefer(IpFamily.IP4, true), SIX, FOUR)).isEqualTo(List.of(FOUR, SIX));
    }

    @Test
    void withoutFallback_onlyThePreferredFamilyIsDialled() {
        assertThat(chosen(prefer(IpFamily.IP6, false), FOUR, SIX)).isEqualTo(List.of(SIX));
        assertThat(chosen(prefer(IpFamily.IP6, false), FOUR))
                .isEqualTo(Verdict.failure(FailureReason.DNS, "shop.test: no IPv6 address"));
        assertThat(chosen(prefer(IpFamily.IP6, true), FOUR)).isEqualTo(List.of(FOUR));
    }

    @Test
    void sourceAddress_allowsItsOwnFamilyAlone() {
        Reach reach = new Reach(IpFamily.IP6, true, FOUR_TOO, false);

        assertThat(chosen(reach, SIX, FOUR)).isEqualTo(List.of(FOUR));
        assertThat(chosen(reach, SIX))
                .isEqualTo(Verdict.failure(
                        FailureReason.DNS,
                        "shop.test: no IPv4 address (expected: one of the source address's family, 192.0.2.2)"));
    }

    @Test
    void fence_leavesOutWhatItDenies() {
        assertThat(chosen(Reach.DEFAULT, METADATA, FOUR)).isEqualTo(List.of(FOUR));
        assertThat(chosen(Reach.DEFAULT, METADATA))
                .isEqualTo(Verdict.failure(
                        FailureReason.BLOCKED, "shop.test: address 169.254.169.254 may not be probed from here"));
    }

    @Test
    void fence_tellsWhatItLeavesOut() {
        List<List<InetAddress>> denied = new ArrayList<>();
        Reach.DEFAULT.choose("shop.test", List.of(METADATA, FOUR), AddressFence.operator(), new Reach.Listener() {
            @Override
            public void denied(List<InetAddress> addresses) {
                denied.add(addresses);
            }

            @Override
            public void chosen(List<InetAddress> addresses) {}

            @Override
            public void refused(Verdict verdict) {}
        });

        assertThat(denied).containsExactly(List.of(METADATA));
    }

    @Test
    void question_asksForNoMoreThanCanBeDialled() {
        assertThat(Reach.DEFAULT.question()).isEqualTo(Question.ANY);
        assertThat(prefer(IpFamily.IP6, true).question()).isEqualTo(Question.IPV6_FIRST);
        assertThat(prefer(IpFamily.IP4, true).question()).isEqualTo(Question.IPV4_FIRST);
        assertThat(prefer(IpFamily.IP6, false).question()).isEqualTo(Question.IPV6);
        assertThat(new Reach(null, true, FOUR, true).question()).isEqualTo(Question.IPV4);
        assertThat(new Reach(IpFamily.IP6, true, null, true).question()).isEqualTo(Question.ALL);
    }

    @Test
    void network_isTakenOverWhole() {
        Network network = new Network(IpFamily.IP6, false, "2001:db8::1", Network.Addresses.ALL, Network.Rule.ANY);

        assertThat(Reach.of(network)).isEqualTo(new Reach(IpFamily.IP6, false, SIX, true));
        assertThat(Reach.of(Network.DEFAULT)).isEqualTo(Reach.DEFAULT);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reach prefer(IpFamily family, boolean fallback) {
        return new Reach(family, fallback, null, false);
    }

    /** The addresses, or the verdict. */
    private static @Nullable Object chosen(Reach reach, InetAddress... resolved) {
        Object[] said = new Object[1];
        reach.choose("shop.test", List.of(resolved), AddressFence.operator(), new Reach.Listener() {
            @Override
            public void chosen(List<InetAddress> addresses) {
                said[0] = addresses;
            }

            @Override
            public void refused(Verdict verdict) {
                said[0] = verdict;
            }
        });
        return said[0];
    }
}
