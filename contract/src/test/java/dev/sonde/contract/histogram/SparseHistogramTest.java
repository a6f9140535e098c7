package dev.sonde.contract.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SparseHistogramTest {
    private static final long SEED = 47;

    @Test
    void percentileMicros_equalsHdrHistogramAtEveryStep() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            long[] values = values(random, 1 + random.nextInt(round < 100 ? 12 : 2_000));
            SparseHistogram histogram = SparseHistogram.ofMicros(values);
            Histogram reference = dense(values);

            for (int step = 0; step <= 1_000; step++) {
                double percentile = step / 10.0;
                assertThat(histogram.percentileMicros(percentile))
                        .as("seed %d round %d percentile %s", SEED, round, percentile)
                        .isEqualTo(reference.getValueAtPercentile(percentile));
            }
            assertThat(histogram.percentileMicros(99.99)).isEqualTo(reference.getValueAtPercentile(99.99));
            assertThat(histogram.percentileMicros(-3)).isEqualTo(reference.getValueAtPercentile(-3));
            assertThat(histogram.percentileMicros(400)).isEqualTo(reference.getValueAtPercentile(400));
        }
    }

    @Test
    void percentileMicros_ofOneSlowRunInAHundredIsNearestRank() {
        SparseHistogram histogram = SparseHistogram.ofPairs(
                new int[] {HdrBuckets.indexOf(100_000), HdrBuckets.indexOf(5_000_000)}, new long[] {99, 1});

        assertThat(histogram.percentileMicros(99)).isEqualTo(HdrBuckets.highest(HdrBuckets.indexOf(100_000)));
        assertThat(histogram.percentileMicros(99.1)).isEqualTo(HdrBuckets.highest(HdrBuckets.indexOf(5_000_000)));
    }

    @Test
    void percentileMicros_ofNothingIsRefused() {
        assertThatThrownBy(() -> SparseHistogram.EMPTY.percentileMicros(50))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an empty histogram has no percentile");
    }

    @Test
    void ofIndexes_takesTheFirstSoManyOfASharedArray() {
        int[] shared = {7, 5, 7, 900, 3};

        assertThat(SparseHistogram.ofIndexes(shared, 3))
                .isEqualTo(SparseHistogram.ofPairs(new int[] {5, 7}, new long[] {1, 2}));
        assertThat(SparseHistogram.ofIndexes(shared, 0)).isSameAs(SparseHistogram.EMPTY);
    }

    @Test
    void ofIndexes_refusesWhatIsNoBucket() {
        assertThatThrownBy(() -> SparseHistogram.ofIndexes(new int[] {4, HdrBuckets.MAX_INDEX + 1}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "bucket indexes: 4 to %d (expected: 0 to %d)", HdrBuckets.MAX_INDEX + 1, HdrBuckets.MAX_INDEX);
        assertThatThrownBy(() -> SparseHistogram.ofIndexes(new int[] {-1}, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void plus_equalsRecordingBothInOne() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            long[] left = values(random, random.nextInt(50));
            long[] right = values(random, random.nextInt(50));
            long[] both = new long[left.length + right.length];
            System.arraycopy(left, 0, both, 0, left.length);
            System.arraycopy(right, 0, both, left.length, right.length);

            SparseHistogram sum = SparseHistogram.ofMicros(left).plus(SparseHistogram.ofMicros(right));

            assertThat(sum).as("seed %d round %d", SEED, round).isEqualTo(SparseHistogram.ofMicros(both));
            assertThat(sum.totalCount()).isEqualTo(both.length);
            assertThat(sum.hashCode()).isEqualTo(SparseHistogram.ofMicros(both).hashCode());
        }
    }

    @Test
    void plus_refusesATotalThatOverflows() {
        SparseHistogram huge = SparseHistogram.ofPairs(new int[] {5}, new long[] {Long.MAX_VALUE});

        assertThatThrownBy(() -> huge.plus(SparseHistogram.ofMicros(5))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void sumMicros_equalsHdrHistogramsMeanTimesCount() {
        long[] values = values(new Random(SEED), 1_000);

        double expected = dense(values).getMean() * values.length;

        assertThat(SparseHistogram.ofMicros(values).sumMicros()).isCloseTo(expected, within(expected * 1e-12));
    }

    @Test
    void countAtOrBelowMicros_countsTheBucketOfTheValueInFull() {
        SparseHistogram histogram = SparseHistogram.ofMicros(0, 100_000, 200_000, 200_063, 200_064, 5_000_000);

        assertThat(histogram.countAtOrBelowMicros(-1)).isZero();
        assertThat(histogram.countAtOrBelowMicros(0)).isEqualTo(1);
        assertThat(histogram.countAtOrBelowMicros(99_000)).isEqualTo(1);
        assertThat(histogram.countAtOrBelowMicros(200_000)).isEqualTo(4);
        assertThat(histogram.countAtOrBelowMicros(200_064)).isEqualTo(5);
        assertThat(histogram.countAtOrBelowMicros(Long.MAX_VALUE)).isEqualTo(6);
    }

    @Test
    void countAtOrBelowMicros_equalsHdrHistogram() {
        Random random = new Random(SEED);
        long[] values = values(random, 3_000);
        SparseHistogram histogram = SparseHistogram.ofMicros(values);
        Histogram reference = dense(values);
        for (int round = 0; round < 3_000; round++) {
            long value = values(random, 1)[0];
            assertThat(histogram.countAtOrBelowMicros(value))
                    .as("seed %d value %d", SEED, value)
                    .isEqualTo(reference.getCountBetweenValues(0, value));
        }
    }

    @Test
    void cumulativeCounts_answersEveryBoundInOneWalk() {
        SparseHistogram histogram = SparseHistogram.ofMicros(4_000, 5_000, 5_100, 10_000, 250_000, 90_000_000);

        long[] counts = histogram.cumulativeCounts(0.005, 0.01, 0.025, 0.25, 10, Double.POSITIVE_INFINITY);

        assertThat(counts).containsExactly(2, 4, 4, 5, 5, 6);
        assertThat(SparseHistogram.EMPTY.cumulativeCounts(0.1, Double.POSITIVE_INFINITY))
                .containsExactly(0, 0);
        assertThat(SparseHistogram.ofMicros(0).cumulativeCounts(-1, 0)).containsExactly(0, 1);
    }

    @Test
    void ofPairs_refusesWhatIsNoHistogram() {
        assertThatThrownBy(() -> SparseHistogram.ofPairs(new int[] {1, 2}, new long[] {1}))
                .hasMessage("counts: 1 (expected: 2, one per index)");
        assertThatThrownBy(() -> SparseHistogram.ofPairs(new int[] {2, 2}, new long[] {1, 1}))
                .hasMessage("bucket index: 2 (expected: ascending, at most " + HdrBuckets.MAX_INDEX + ")");
        assertThatThrownBy(() -> SparseHistogram.ofPairs(new int[] {-1}, new long[] {1}))
                .hasMessageStartingWith("bucket index: -1");
        assertThatThrownBy(() -> SparseHistogram.ofPairs(new int[] {HdrBuckets.MAX_INDEX + 1}, new long[] {1}))
                .hasMessageStartingWith("bucket index: ");
        assertThatThrownBy(() -> SparseHistogram.ofPairs(new int[] {7}, new long[] {0}))
                .hasMessage("bucket count: 0 (expected: above 0)");
        assertThatThrownBy(() -> SparseHistogram.ofPairs(new int[] {1, 2}, new long[] {Long.MAX_VALUE, 1}))
                .isInstanceOf(ArithmeticException.class);
    }

    /** Values spread over every power of two of the range. */
    static long[] values(Random random, int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextLong(Math.min(1L << (1 + random.nextInt(37)), HdrBuckets.MAX_MICROS + 1));
        }
        return values;
    }

    static Histogram dense(long... values) {
        Histogram histogram = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
        for (long value : values) {
            histogram.recordValue(value);
        }
        return histogram;
    }
}
