package dev.sonde.agent.probe.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class DialTest {
    private long now = 1_000;
    private final Dial dial = new Dial(InetAddress.getLoopbackAddress(), 443, null, null, () -> now);

    @Test
    void reachedIn_isFromTheBeginningToTheConnectionOrTheTunnel() {
        dial.begun(new EmbeddedChannel());
        now += 30;
        dial.connected();
        assertThat(dial.reachedInNanos()).isEqualTo(30);

        now += 500;
        dial.tunnelled();

        assertThat(dial.reachedInNanos()).isEqualTo(530);
    }
}
