package dev.sonde.contract.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SparseRecorderTest {
    private static final long SEED = 71;

    @Test
    void drain_givesWhatWasRecordedSinceTheLastOne() {
        Random random = new Random(SEED);
        SparseRecorder recorder = new SparseRecorder();
        for (int round = 0; round < 300; round++) {
            long[] values = SparseHistogramTest.values(random, random.nextInt(round % 10 == 0 ? 20_000 : 30));
            for (long value : values) {
                recorder.record(value);
            }

            assertThat(recorder.totalCount()).isEqualTo(values.length);
            assertThat(recorder.isEmpty()).isEqualTo(values.length == 0);
            SparseHistogram drained = recorder.drain();

            assertThat(drained).as("seed %d round %d", SEED, round).isEqualTo(SparseHistogram.ofMicros(values));
            assertThat(drained.totalCount()).isEqualTo(values.length);
            assertThat(recorder.isEmpty()).isTrue();
            assertThat(recorder.drain()).isEqualTo(SparseHistogram.EMPTY);
        }
    }

    @Test
    void drain_givesAHistogramThatLaterRecordsDoNotTouch() {
        SparseRecorder recorder = new SparseRecorder();
        recorder.record(100);
        SparseHistogram first = recorder.drain();

        recorder.record(100);
        recorder.record(100);
        recorder.drain();

        assertThat(first).isEqualTo(SparseHistogram.ofMicros(100));
    }

    @Test
    void record_takesValuesBeyondTheRangeAsItsEnds() {
        SparseRecorder recorder = new SparseRecorder();

        recorder.record(-1);
        recorder.record(Long.MAX_VALUE);

        assertThat(recorder.drain()).isEqualTo(SparseHistogram.ofMicros(0, HdrBuckets.MAX_MICROS));
    }
}
