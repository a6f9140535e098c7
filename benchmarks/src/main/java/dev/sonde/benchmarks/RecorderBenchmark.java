package dev.sonde.benchmarks;

import dev.sonde.contract.histogram.HdrBuckets;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.histogram.SparseRecorder;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One interval of one check: so many samples recorded, then handed over and the recorder made empty. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecorderBenchmark {
    @Param({"1", "10", "1000", "10000"})
    int samples;

    private long[] micros = {};
    private final SparseRecorder sparse = new SparseRecorder();
    private final Histogram dense = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
    private final PackedHistogram packed = new PackedHistogram(1, HdrBuckets.MAX_MICROS, 3);

    @Setup
    public void setUp() {
        micros = ResponseTimes.micros(new Random(1), samples);
    }

    @Benchmark
    public SparseHistogram sparseRecorder() {
        for (long value : micros) {
            sparse.record(value);
        }
        return sparse.drain();
    }

    /** Only recorded and emptied: nothing is handed over, which spares the peer a copy. */
    @Benchmark
    public long hdrHistogram() {
        for (long value : micros) {
            dense.recordValue(value);
        }
        long count = dense.getTotalCount();
        dense.reset();
        return count;
    }

    /** As {@link #hdrHistogram}. */
    @Benchmark
    public long hdrPackedHistogram() {
        for (long value : micros) {
            packed.recordValue(value);
        }
        long count = packed.getTotalCount();
        packed.reset();
        return count;
    }
}
