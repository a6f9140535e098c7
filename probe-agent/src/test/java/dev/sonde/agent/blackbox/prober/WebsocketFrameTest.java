package dev.sonde.agent.blackbox.prober;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebsocketFrameTest {
    private static final long SEED = Long.getLong("sonde.seed", 20261122L);

    @Test
    void read_putsFramesOfAMessageTogether() {
        byte[] bytes = {0x01, 3, 'H', 'e', 'l', (byte) 0x89, 0, (byte) 0x80, 2, 'l', 'o', 7};

        WebsocketFrame message = Objects.requireNonNull(WebsocketFrame.read(bytes));

        assertThat(message.kind()).isEqualTo(WebsocketFrame.Kind.MESSAGE);
        assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo("Hello");
        assertThat(message.length()).isEqualTo(bytes.length - 1);
    }

    @Test
    void read_waitsForTheRest() {
        byte[] bytes = {(byte) 0x81, 5, 'H', 'e', 'l', 'l', 'o'};

        for (int length = 0; length < bytes.length; length++) {
            assertThat(WebsocketFrame.read(Arrays.copyOf(bytes, length))).isNull();
        }
        assertThat(WebsocketFrame.read(bytes)).isNotNull();
    }

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

    @Test
    void read_endsWhateverComes() {
        System.out.println("WebsocketFrameTest seed " + SEED + " (set with -Dsonde.seed=N)");
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            WebsocketFrame frame = WebsocketFrame.read(bytes);
            assertThat(frame == null || (frame.length() > 0 && frame.length() <= bytes.length))
                    .isTrue();
        }
    }
}
