package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.Http2Conversation;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who speaks with a peer that chooses the version of HTTP itself. */
class AgreementTest {
    private static final Identity SHOP = new TestAuthority().identity("shop.test");

    @Test
    void originThatGoesOverToHttp2_isAskedAnewAndTheRunSaysSo() {
        AtomicInteger connections = new AtomicInteger();
        TcpTarget.Conversation http1 =
                new TlsConversation(SHOP, TcpTarget.answering(TcpTarget.ok("fine"))).agreeing("http/1.1");
        TcpTarget.Conversation http2 = new TlsConversation(SHOP, new Http2Conversation(0, 0, 0, 10)).agreeing("h2");
        try (TestLoop loop = new TestLoop(Engines.detect());
                TcpTarget target =
                        new TcpTarget(socket -> (connections.incrementAndGet() <= 2 ? http1 : http2).with(socket))) {
            HttpTarget auto = Targets.with(
                    Targets.with(Targets.get("https://shop.test:" + target.port() + "/"), Version.AUTO),
                    new Tls(null, null, false));
            Probe probe = loop.probe(auto, Duration.ofSeconds(5));
            assertThat(loop.run(probe).phases().has(Phase.SETTINGS)).isFalse();
            assertThat(loop.run(probe).phases().has(Phase.SETTINGS)).isFalse();

            Sample surprised = loop.run(probe);
            Sample after = loop.run(probe);

            assertThat(surprised.outcome()).as(surprised.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(surprised.phases().has(Phase.SETTINGS)).isTrue();
            assertThat(surprised.phases().totalNanos()).isEqualTo(surprised.durationNanos());
            assertThat(surprised.trail().trail().notes())
                    .containsExactly(new Note("version", "HTTP/2 agreed on where it was HTTP/1.1 before; begun anew"));
            assertThat(after.phases().has(Phase.SETTINGS)).isTrue();
            assertThat(connections).hasValue(5); // two, then the surprise and its repetition, then one
        }
    }
}
