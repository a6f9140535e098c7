package dev.sonde.contract.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.junit.jupiter.api.Test;

class HistogramCodecTest {
    private static final long SEED = 53;

    @Test
    void encode_givesTheGoldenBytes() {
        SparseHistogram histogram = SparseHistogram.ofMicros(0, 1, 1, 300, 86_400_000_000L);

        // 4 pairs: step 0 x1, step 0 x2, step 298 x1, step 27610 x1.
        assertThat(HexFormat.of().formatHex(HistogramCodec.encode(histogram)))
                .isEqualTo("04" + "0001" + "0002" + "aa0201" + "dad70101");
        assertThat(HdrBuckets.MAX_INDEX).isEqualTo(301 + 27_610);
    }

    @Test
    void encode_takesFourBytesForOneSampleOfAHundredMilliseconds() {
        assertThat(HistogramCodec.encode(SparseHistogram.ofMicros(100_000))).hasSize(4);
        assertThat(HistogramCodec.encode(SparseHistogram.EMPTY)).hasSize(1);
    }

    @Test
    void decode_equalsTheRecordedHdrHistogramBucketForBucket() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            long[] values = SparseHistogramTest.values(random, random.nextInt(3_000));
            Histogram recorded = SparseHistogramTest.dense(values);

            SparseHistogram decoded = HistogramCodec.decode(HistogramCodec.encode(SparseHistogram.ofMicros(values)));

            assertThat(decoded.totalCount()).isEqualTo(recorded.getTotalCount());
            int pair = 0;
            for (HistogramIterationValue bucket : recorded.recordedValues()) {
                assertThat(HdrBuckets.highest(decoded.indexAt(pair)))
                        .as("seed %d round %d pair %d", SEED, round, pair)
                        .isEqualTo(bucket.getValueIteratedTo());
                assertThat(decoded.countAt(pair)).isEqualTo(bucket.getCountAddedInThisIterationStep());
                pair++;
            }
            assertThat(decoded.size()).isEqualTo(pair);
        }
    }

    @Test
    void decode_givesBackCountsOfEverySize() throws Exception {
        SparseHistogram histogram = SparseHistogram.ofPairs(
                new int[] {0, 5, 2_000, HdrBuckets.MAX_INDEX}, new long[] {1, 127, 128, Long.MAX_VALUE - 256});

        assertThat(HistogramCodec.decode(HistogramCodec.encode(histogram))).isEqualTo(histogram);
    }

    @Test
    void decode_refusesEveryPrefix() {
        byte[] bytes = HistogramCodec.encode(SparseHistogram.ofMicros(5, 600, 70_000, 70_000, 8_000_000_000L));
        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> HistogramCodec.decode(prefix)).isInstanceOf(MalformedBytesException.class);
        }
    }

    @Test
    void decode_saysWhatIsWrongAndWhere() {
        refuses("ffff01", "histogram pairs: 32767 (expected: 0 to 27912) at byte 0");
        refuses("04000100", "histogram pairs: 4 (expected: at most 1 in the bytes that follow) at byte 0");
        refuses("02000100", "histogram pairs: 2 (expected: at most 1 in the bytes that follow) at byte 0");
        refuses("010000", "bucket count: 0 (expected: 1 to 9223372036854775807) at byte 2");
        refuses("0188da0101", "bucket step: 27912 (expected: 0 to 27911) at byte 1");
        refuses("02000187da0101", "bucket step: 27911 (expected: 0 to 27910) at byte 3");
        refuses(
                "0200ffffffffffffffff7f0001",
                "bucket count: one more pair (expected: none: the histogram is full) at byte 12");
        refuses(
                "0100ffffffffffffffffff01",
                "bucket count: 18446744073709551615 (expected: 1 to 9223372036854775807)" + " at byte 2");
        refuses(
                "0100ffffffffffffffffff02",
                "bucket count: a varint over 64 bits (expected: at most 10 bytes) at byte 2");
        refuses("00aa", "after the histogram: 1 more bytes (expected: none) at byte 1");
        refuses("", "histogram pairs: 0 bytes left (expected: more) at byte 0");
    }

    private static void refuses(String hex, String message) {
        assertThatThrownBy(() -> HistogramCodec.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage(message);
    }
}
