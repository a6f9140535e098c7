package dev.sonde.benchmarks;

import dev.sonde.contract.histogram.HdrBuckets;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.SparseHistogram;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An hour from its minutes: 60 histograms of so many samples added into one that is then read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MergeBenchmark {
    private static final int MINUTES = 60;

    @Param({"10", "100", "1000"})
    int samples;

    private final SparseHistogram[] sparse = new SparseHistogram[MINUTES];
    private final Histogram[] dense = new Histogram[MINUTES];
    private final HistogramAccumulator accumulator = new HistogramAccumulator();
    private final Histogram sum = new Histogram(1, HdrBuckets.MAX_MICROS, 3);

    @Setup
    public void setUp() {
        Random random = new Random(3);
        long pairs = 0;
        for (int minute = 0; minute < MINUTES; minute++) {
            long[] micros = ResponseTimes.micros(random, samples);
            sparse[minute] = SparseHistogram.ofMicros(micros);
            pairs += sparse[minute].size();
            dense[minute] = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
            for (long value : micros) {
                dense[minute].recordValue(value);
            }
        }
        System.out.println("# pairs in the 60 histograms: " + pairs);
    }

    @Benchmark
    public SparseHistogram accumulator() {
        accumulator.clear();
        for (SparseHistogram minute : sparse) {
            accumulator.add(minute);
        }
        return accumulator.toSparse();
    }

    @Benchmark
    public SparseHistogram sparsePlus() {
        SparseHistogram hour = SparseHistogram.EMPTY;
        for (SparseHistogram minute : sparse) {
            hour = hour.plus(minute);
        }
        return hour;
    }

    /** Only added: reading it is not counted against the peer. */
    @Benchmark
    public long hdrAdd() {
        sum.reset();
        for (Histogram minute : dense) {
            sum.add(minute);
        }
        return sum.getTotalCount();
    }
}
