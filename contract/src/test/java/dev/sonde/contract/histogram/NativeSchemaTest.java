package dev.sonde.contract.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NativeSchemaTest {
    private static final long SEED = 83;

    @Test
    void bucketOf_matchesHandComputedBorders() {
        NativeSchema schema = NativeSchema.SCHEMA_3;

        // 2^(i/8): bucket 0 ends at 1 s, 8 at 2 s, -8 at 0.5 s; the upper border belongs to the bucket.
        assertThat(schema.bucketOf(1)).isZero();
        assertThat(schema.bucketOf(Math.nextUp(1.0))).isEqualTo(1);
        assertThat(schema.bucketOf(2)).isEqualTo(8);
        assertThat(schema.bucketOf(0.5)).isEqualTo(-8);
        // log2(0.1) * 8 = -26.575; log2(0.25) * 8 = -16; log2(1.5) * 8 = 4.680; log2(10) * 8 = 26.575.
        assertThat(schema.bucketOf(0.1)).isEqualTo(-26);
        assertThat(schema.bucketOf(0.25)).isEqualTo(-16);
        assertThat(schema.bucketOf(1.5)).isEqualTo(5);
        assertThat(schema.bucketOf(10)).isEqualTo(27);
        assertThat(schema.upperBoundSeconds(1)).isCloseTo(1.0905077326652577, within(1e-15));
        assertThat(new NativeSchema(0).bucketOf(5)).isEqualTo(3);
        assertThat(new NativeSchema(8).bucketOf(2)).isEqualTo(256);
    }

    @Test
    void bucketOf_coversItsValueInEverySchema() {
        Random random = new Random(SEED);
        for (int number = 0; number <= 8; number++) {
            NativeSchema schema = new NativeSchema(number);
            for (int round = 0; round < 5_000; round++) {
                double seconds = Math.exp(random.nextDouble() * 25 - 14);
                int bucket = schema.bucketOf(seconds);
                assertThat(seconds)
                        .as("seed %d schema %d", SEED, number)
                        .isGreaterThan(schema.upperBoundSeconds(bucket - 1))
                        .isLessThanOrEqualTo(schema.upperBoundSeconds(bucket));
            }
        }
    }

    @Test
    void bucketsOf_addsUpNeighboursAndKeepsZeroApart() {
        SparseHistogram histogram = SparseHistogram.ofMicros(0, 0, 1, 2, 100_000, 100_400, 1_500_000);

        NativeBuckets buckets = NativeSchema.SCHEMA_3.bucketsOf(histogram);

        // log2(1e-6) * 8 = -159.45, log2(2e-6) * 8 = -151.45.
        assertThat(buckets.schema()).isEqualTo(3);
        assertThat(buckets.zeroCount()).isEqualTo(2);
        assertThat(buckets.size()).isEqualTo(4);
        assertThat(buckets.bucketAt(0)).isEqualTo(-159);
        assertThat(buckets.bucketAt(1)).isEqualTo(-151);
        assertThat(buckets.bucketAt(2)).isEqualTo(-26);
        assertThat(buckets.countAt(2)).isEqualTo(2);
        assertThat(buckets.bucketAt(3)).isEqualTo(5);
        assertThat(buckets.countAt(3)).isEqualTo(1);
    }

    @Test
    void bucketsOf_losesNoSampleAndAscends() {
        Random random = new Random(SEED);
        for (int round = 0; round < 100; round++) {
            SparseHistogram histogram =
                    SparseHistogram.ofMicros(SparseHistogramTest.values(random, random.nextInt(500)));

            NativeBuckets buckets = new NativeSchema(random.nextInt(9)).bucketsOf(histogram);

            long sum = buckets.zeroCount();
            for (int i = 0; i < buckets.size(); i++) {
                sum += buckets.countAt(i);
                if (i > 0) {
                    assertThat(buckets.bucketAt(i)).isGreaterThan(buckets.bucketAt(i - 1));
                }
            }
            assertThat(sum).as("seed %d round %d", SEED, round).isEqualTo(histogram.totalCount());
        }
    }

    @Test
    void zeroThreshold_liesOnABorderOfEverySchemaAndBelowOneMicrosecond() {
        assertThat(NativeSchema.ZERO_THRESHOLD_SECONDS)
                .isEqualTo(9.5367431640625E-7)
                .isLessThan(1e-6);
        for (int number = 0; number <= 8; number++) {
            NativeSchema schema = new NativeSchema(number);
            assertThat(schema.upperBoundSeconds(-20 << number)).isEqualTo(NativeSchema.ZERO_THRESHOLD_SECONDS);
        }
    }

    @Test
    void schemaOutOfRange_isRefused() {
        assertThatThrownBy(() -> new NativeSchema(9)).hasMessage("native histogram schema: 9 (expected: 0 to 8)");
        assertThatThrownBy(() -> new NativeSchema(-1)).hasMessage("native histogram schema: -1 (expected: 0 to 8)");
    }
}
