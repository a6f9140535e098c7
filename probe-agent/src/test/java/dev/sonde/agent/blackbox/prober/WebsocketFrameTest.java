package dev.sonde.agent.blackbox.prober;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebsocketFrameTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 125, 126, 65_535, 65_536})
    void text_masksAndTellsItsLength(int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'a');

        byte[] frame = WebsocketFrame.text(payload);

        int head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
        assertThat(frame).hasSize(head + 4 + length);
        assertThat(frame[0]).isEqualTo((byte) 0x81);
        assertThat(frame[1] & 0x80).isEqualTo(0x80);
        for (int i = 0; i < length; i++) {
            assertThat(frame[head + 4 + i] ^ frame[head + i % 4]).isEqualTo('a');
        }
    }
}
