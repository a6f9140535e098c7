package dev.sonde.benchmarks;

import dev.sonde.contract.histogram.HdrBuckets;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.HistogramCodec;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import java.nio.ByteBuffer;
import java.util.Arrays;
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

/**
 * What the collector does with every histogram that arrives: decode it and add it to a sum. One operation is one
 * histogram; they rotate through 256 different ones.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HistogramCodecBenchmark {
    private static final int HISTOGRAMS = 256;

    @Param({"10", "1000"})
    int samples;

    private final SparseHistogram[] values = new SparseHistogram[HISTOGRAMS];
    private final byte[][] sparse = new byte[HISTOGRAMS][];
    private final ByteBuffer[] dense = new ByteBuffer[HISTOGRAMS];
    private final HistogramAccumulator accumulator = new HistogramAccumulator();
    private final Histogram sum = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
    private int next;

    @Setup
    public void setUp() {
        Random random = new Random(2);
        for (int i = 0; i < HISTOGRAMS; i++) {
            long[] micros = ResponseTimes.micros(random, samples);
            values[i] = SparseHistogram.ofMicros(micros);
            sparse[i] = HistogramCodec.encode(values[i]);
            Histogram histogram = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
            for (long value : micros) {
                histogram.recordValue(value);
            }
            byte[] encoded = new byte[histogram.getNeededByteBufferCapacity()];
            int length = histogram.encodeIntoByteBuffer(ByteBuffer.wrap(encoded));
            dense[i] = ByteBuffer.wrap(Arrays.copyOf(encoded, length));
        }
        System.out.println(
                "# bytes of one histogram: sparse " + sparse[0].length + ", HdrHistogram " + dense[0].capacity());
    }

    private int next() {
        next = (next + 1) % HISTOGRAMS;
        return next;
    }

    @Benchmark
    public byte[] sparseEncode() {
        return HistogramCodec.encode(values[next()]);
    }

    @Benchmark
    public SparseHistogram sparseDecode() throws MalformedBytesException {
        return HistogramCodec.decode(sparse[next()]);
    }

    @Benchmark
    public long sparseDecodeAndAdd() throws MalformedBytesException {
        accumulator.addEncoded(sparse[next()]);
        return accumulator.totalCount();
    }

    @Benchmark
    public long hdrDecodeAndAdd() {
        sum.add(Histogram.decodeFromByteBuffer(dense[next()].rewind(), 0));
        return sum.getTotalCount();
    }
}
