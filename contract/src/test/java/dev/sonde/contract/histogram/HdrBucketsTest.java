package dev.sonde.contract.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.junit.jupiter.api.Test;

class HdrBucketsTest {
    private static final long SEED = 31;

    @Test
    void everyIndex_isTheBucketAtThatPlaceInAnHdrHistogram() {
        Histogram reference = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
        reference.recordValue(HdrBuckets.MAX_MICROS);

        int index = 0;
        for (HistogramIterationValue bucket : reference.allValues()) {
            if (index > HdrBuckets.MAX_INDEX) {
                break;
            }
            long highest = bucket.getValueIteratedTo();
            assertThat(HdrBuckets.highest(index)).as("highest of %d", index).isEqualTo(highest);
            assertThat(HdrBuckets.lowest(index))
                    .as("lowest of %d", index)
                    .isEqualTo(reference.lowestEquivalentValue(highest));
            assertThat(HdrBuckets.middle(index))
                    .as("middle of %d", index)
                    .isEqualTo(reference.medianEquivalentValue(highest));
            assertThat(HdrBuckets.indexOf(HdrBuckets.lowest(index))).isEqualTo(index);
            if (index < HdrBuckets.MAX_INDEX) {
                assertThat(HdrBuckets.indexOf(highest)).isEqualTo(index);
            }
            index++;
        }

        assertThat(index).isEqualTo(HdrBuckets.MAX_INDEX + 1);
    }

    @Test
    void indexOf_findsTheBucketOfRecordedValuesAcrossTheRange() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            long value = random.nextLong(Math.min(1L << (1 + random.nextInt(37)), HdrBuckets.MAX_MICROS + 1));
            Histogram reference = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
            reference.recordValue(value);

            HistogramIterationValue recorded =
                    reference.recordedValues().iterator().next();

            int index = HdrBuckets.indexOf(value);
            assertThat(HdrBuckets.highest(index))
                    .as("seed %d value %d", SEED, value)
                    .isEqualTo(recorded.getValueIteratedTo());
            assertThat(HdrBuckets.lowest(index)).isLessThanOrEqualTo(value);
            if (round % 100 == 0) {
                assertThat(HdrBuckets.highest(index) - HdrBuckets.lowest(index))
                        .isLessThanOrEqualTo(Math.max(value / 1000, 0));
            }
        }
    }

    @Test
    void indexOf_takesValuesBeyondTheRangeAsItsEnds() {
        assertThat(HdrBuckets.indexOf(-5)).isZero();
        assertThat(HdrBuckets.indexOf(Long.MIN_VALUE)).isZero();
        assertThat(HdrBuckets.indexOf(HdrBuckets.MAX_MICROS + 1)).isEqualTo(HdrBuckets.MAX_INDEX);
        assertThat(HdrBuckets.indexOf(Long.MAX_VALUE)).isEqualTo(HdrBuckets.MAX_INDEX);
    }

    @Test
    void indexOf_givesTheDocumentedBorders() {
        assertThat(HdrBuckets.indexOf(0)).isZero();
        assertThat(HdrBuckets.indexOf(2047)).isEqualTo(2047);
        assertThat(HdrBuckets.indexOf(2048)).isEqualTo(2048);
        assertThat(HdrBuckets.indexOf(2049)).isEqualTo(2048);
        assertThat(HdrBuckets.indexOf(2050)).isEqualTo(2049);
        assertThat(HdrBuckets.indexOf(4096)).isEqualTo(3072);
    }
}
