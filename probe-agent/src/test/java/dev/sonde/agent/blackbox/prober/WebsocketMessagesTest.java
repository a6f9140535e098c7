package dev.sonde.agent.blackbox.prober;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.prober.WebsocketMessages.Heard;
import dev.sonde.agent.blackbox.prober.WebsocketMessages.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WebsocketMessagesTest {
    private static final long SEED = Long.getLong("sonde.seed", 20261122L);
    private static final byte[] FRAMES = {
        0x01,
        3,
        'H',
        'e',
        'l',
        (byte) 0x89,
        2,
        'h',
        'i',
        (byte) 0x8A,
        0,
        (byte) 0x80,
        2,
        'l',
        'o',
        (byte) 0x82,
        1,
        7,
        (byte) 0x88,
        2,
        3,
        (byte) 0xE8
    };

    @Test
    void next_putsFramesOfAMessageTogetherHoweverTheyAreCut() {
        List<String> whole = heard(FRAMES.length);

        assertThat(whole).containsExactly("PING hi", "MESSAGE Hello", "MESSAGE \u0007", "CLOSE \u0003\u00e8");
        for (int size = 1; size < FRAMES.length; size++) {
            assertThat(heard(size)).as("in pieces of %d", size).isEqualTo(whole);
        }
    }

    private static List<String> heard(int size) {
        WebsocketMessages messages = new WebsocketMessages(100);
        List<String> heard = new ArrayList<>();
        for (int at = 0; at < FRAMES.length; at += size) {
            messages.add(Arrays.copyOfRange(FRAMES, at, Math.min(FRAMES.length, at + size)));
            for (Heard each = messages.next(); each != null; each = messages.next()) {
                heard.add(each.kind() + " " + new String(each.payload(), StandardCharsets.ISO_8859_1));
            }
        }
        return heard;
    }

    @Test
    void next_refusesWhatIsTooLongBeforeItHasCome() {
        WebsocketMessages one = new WebsocketMessages(1000);
        one.add(new byte[] {(byte) 0x82, 126, 3, (byte) 0xE9});
        WebsocketMessages several = new WebsocketMessages(1000);
        several.add(new byte[] {0x02, 126, 2, 0});
        several.add(new byte[512]);
        several.add(new byte[] {(byte) 0x80, 126, 2, 0});
        WebsocketMessages negative = new WebsocketMessages(1000);
        negative.add(new byte[] {(byte) 0x82, 127, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0});

        assertThat(kind(one)).isEqualTo(Kind.TOO_LONG);
        assertThat(kind(several)).isEqualTo(Kind.TOO_LONG);
        assertThat(kind(negative)).isEqualTo(Kind.TOO_LONG);
    }

    private static Kind kind(WebsocketMessages messages) {
        return Objects.requireNonNull(messages.next()).kind();
    }

    /** A peer must not be able to keep a loop busy by cutting what it says into crumbs. */
    @Test
    void next_takesTimeByTheByteNotByTheSquare() {
        ByteArrayOutputStream crumbs = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000_000; i++) {
            crumbs.writeBytes(new byte[] {(byte) (i == 0 ? 0x01 : 0x00), 1, 'a'});
        }
        byte[] all = crumbs.toByteArray();
        WebsocketMessages messages = new WebsocketMessages(2_000_000);

        long begun = System.nanoTime();
        for (int at = 0; at < all.length; at += 1000) {
            messages.add(Arrays.copyOfRange(all, at, at + 1000));
            assertThat(messages.next() == null).isTrue();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void next_endsWhateverComes() {
        System.out.println("WebsocketMessagesTest seed " + SEED + " (set with -Dsonde.seed=N)");
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            WebsocketMessages messages = new WebsocketMessages(100);
            messages.add(bytes);
            int count = 0;
            for (Heard each = messages.next(); each != null; each = messages.next()) {
                if (each.kind() == Kind.MALFORMED || each.kind() == Kind.TOO_LONG) {
                    break;
                }
                count++;
            }
            assertThat(count).isLessThanOrEqualTo(bytes.length / 2);
        }
    }
}
