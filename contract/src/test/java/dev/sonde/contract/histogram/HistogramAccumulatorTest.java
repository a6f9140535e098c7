package dev.sonde.contract.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramAccumulatorTest {
    private static final long SEED = 61;

    @Test
    void add_sumsUpLikePlus() throws Exception {
        Random random = new Random(SEED);
        HistogramAccumulator accumulator = new HistogramAccumulator();
        for (int round = 0; round < 50; round++) {
            SparseHistogram expected = SparseHistogram.EMPTY;
            for (int i = random.nextInt(20); i > 0; i--) {
                SparseHistogram histogram =
                        SparseHistogram.ofMicros(SparseHistogramTest.values(random, random.nextInt(300)));
                expected = expected.plus(histogram);
                if (random.nextBoolean()) {
                    accumulator.add(histogram);
                } else {
                    accumulator.addEncoded(HistogramCodec.encode(histogram));
                }
            }

            assertThat(accumulator.toSparse())
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(expected);
            assertThat(accumulator.totalCount()).isEqualTo(expected.totalCount());
            assertThat(accumulator.isEmpty()).isEqualTo(expected.isEmpty());
            accumulator.clear();
            assertThat(accumulator.toSparse()).isEqualTo(SparseHistogram.EMPTY);
        }
    }

    @Test
    void addEncoded_readsCountsAndStepsOfEveryLength() throws Exception {
        SparseHistogram histogram = SparseHistogram.ofPairs(
                new int[] {0, 127, 128, 400, 20_000, HdrBuckets.MAX_INDEX},
                new long[] {1, 127, 128, 16_384, 2_097_152, 1L << 50});
        HistogramAccumulator accumulator = new HistogramAccumulator();

        accumulator.addEncoded(HistogramCodec.encode(histogram));
        accumulator.addEncoded(HistogramCodec.encode(histogram));

        assertThat(accumulator.toSparse()).isEqualTo(histogram.plus(histogram));
    }

    @Test
    void addEncoded_tellsWhereTheNextBytesBegin() throws Exception {
        byte[] first = HistogramCodec.encode(SparseHistogram.ofMicros(7, 900, 900, 1_000_000));
        byte[] bytes = Arrays.copyOf(new byte[] {9, 9, 9}, 3 + first.length + 5);
        System.arraycopy(first, 0, bytes, 3, first.length);
        HistogramAccumulator accumulator = new HistogramAccumulator();

        int behind = accumulator.addEncoded(bytes, 3, bytes.length);

        assertThat(behind).isEqualTo(3 + first.length);
        assertThat(accumulator.totalCount()).isEqualTo(4);
    }

    @Test
    void addEncoded_addsNothingOfWhatIsMalformed() throws Exception {
        Random random = new Random(SEED);
        SparseHistogram before = SparseHistogram.ofMicros(1, 2, 3_000, 3_000);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            HistogramAccumulator accumulator = new HistogramAccumulator();
            accumulator.add(before);
            byte[] bytes = HistogramCodec.encode(
                    SparseHistogram.ofMicros(SparseHistogramTest.values(random, 1 + random.nextInt(200))));
            if (random.nextBoolean()) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            SparseHistogram decoded = null;
            try {
                decoded = HistogramCodec.decode(bytes);
                accumulator.addEncoded(bytes);
            } catch (MalformedBytesException e) {
                byte[] malformed = bytes;
                assertThatThrownBy(() -> accumulator.addEncoded(malformed)).hasMessage(e.getMessage());
                refused++;
            }
            assertThat(accumulator.toSparse())
                    .as("seed %d round %d %s", SEED, round, HexFormat.of().formatHex(bytes))
                    .isEqualTo(decoded == null ? before : before.plus(decoded));
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void add_refusesATotalThatOverflowsAndKeepsWhatItHad() {
        HistogramAccumulator accumulator = new HistogramAccumulator();
        SparseHistogram huge = SparseHistogram.ofPairs(new int[] {5}, new long[] {Long.MAX_VALUE - 1});
        accumulator.add(huge);

        assertThatThrownBy(() -> accumulator.add(SparseHistogram.ofMicros(5, 6)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> accumulator.addEncoded(HistogramCodec.encode(SparseHistogram.ofMicros(5, 6))))
                .isInstanceOf(ArithmeticException.class);

        assertThat(accumulator.toSparse()).isEqualTo(huge);
    }

    @Test
    void removeEncoded_undoesAddEncoded() throws Exception {
        byte[] bytes = HistogramCodec.encode(SparseHistogram.ofMicros(4, 5, 5));
        HistogramAccumulator accumulator = new HistogramAccumulator();
        accumulator.add(SparseHistogram.ofMicros(5, 9));

        accumulator.addEncoded(bytes);
        accumulator.removeEncoded(bytes, 0, bytes.length);

        assertThat(accumulator.toSparse()).isEqualTo(SparseHistogram.ofMicros(5, 9));
    }
}
