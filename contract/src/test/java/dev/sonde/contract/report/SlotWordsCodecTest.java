package dev.sonde.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotWordsCodecTest {
    private static final long SEED = 101;

    @Test
    void encode_givesTheGoldenBytes() {
        SlotWords words = SlotWords.of(
                SlotWord.GOOD,
                SlotWord.GOOD,
                SlotWord.GOOD,
                SlotWord.bad(FailureReason.TIMEOUT),
                SlotWord.NONE,
                SlotWord.NONE,
                SlotWord.unknown(UnknownReason.AGENT_STALLED, false),
                SlotWord.EXCLUDED);

        assertThat(HexFormat.of().formatHex(SlotWordsCodec.encode(words)))
                .isEqualTo("08" + "8103" + "28" + "8002" + "40" + "02");
    }

    @Test
    void encode_takesThreeBytesForAQuietHour() {
        SlotWords words = SlotWords.of(Collections.nCopies(120, SlotWord.GOOD).toArray(SlotWord[]::new));

        assertThat(SlotWordsCodec.encode(words)).hasSize(3);
    }

    @Test
    void decode_givesBackRandomWords() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            SlotWords words = Batches.words(random, random.nextInt(2_000));

            assertThat(SlotWordsCodec.decode(SlotWordsCodec.encode(words), 2_000))
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(words);
        }
    }

    @Test
    void decode_saysWhatIsWrong() {
        refuses("09", 8, "slot count: 9 (expected: 0 to 8) at byte 0");
        refuses("02", 8, "slot word: 0 bytes left (expected: more) at byte 1");
        refuses("0203", 8, "slot word before: 3 (expected: a code of this version) at byte 2");
        refuses("028103", 8, "slot run length: 3 (expected: 1 to 2) at byte 2");
        refuses("02810201", 8, "after the slot words: 1 more bytes (expected: none) at byte 3");
    }

    private static void refuses(String hex, int max, String message) {
        assertThatThrownBy(() -> SlotWordsCodec.decode(HexFormat.of().parseHex(hex), max))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage(message);
    }
}
