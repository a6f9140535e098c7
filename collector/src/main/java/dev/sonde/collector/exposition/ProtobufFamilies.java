package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.latency.BucketCounts;
import dev.sonde.collector.latency.BucketCounts.Classic;
import dev.sonde.contract.histogram.NativeSchema;
import dev.sonde.contract.series.Series;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes points straight into delimited protobuf, {@code io.prometheus.client.MetricFamily}. A family is held until its length is known.
 * A metric is the subject's labels and the point's labels, rendered before, and a value. One page; one thread.
 *
 * @see <a href="https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto">the messages</a>
 */
final class ProtobufFamilies implements PageFamilies {
    /** Fields of a label pair, and where metrics and exemplars have their pairs. */
    static final int PAIR_NAME = 1;

    static final int PAIR_VALUE = 2;
    static final int LABEL = 1;

    private static final int FAMILY_NAME = 1;
    private static final int FAMILY_HELP = 2;
    private static final int FAMILY_TYPE = 3;
    private static final int FAMILY_METRIC = 4;

    private static final int METRIC_GAUGE = 2;
    private static final int METRIC_COUNTER = 3;
    private static final int METRIC_HISTOGRAM = 7;
    /** Of gauges and counters. */
    private static final int VALUE = 1;

    private static final int SAMPLE_COUNT = 1;
    private static final int SAMPLE_SUM = 2;
    private static final int BUCKET = 3;
    private static final int SCHEMA = 5;
    private static final int ZERO_THRESHOLD = 6;
    private static final int ZERO_COUNT = 7;
    private static final int POSITIVE_SPAN = 12;
    private static final int POSITIVE_DELTA = 13;

    private static final int BUCKET_CUMULATIVE_COUNT = 1;
    private static final int BUCKET_UPPER_BOUND = 2;
    private static final int BUCKET_EXEMPLAR = 3;

    private static final int SPAN_OFFSET = 1;
    private static final int SPAN_LENGTH = 2;
    /** So many empty buckets in a row take less room within a span than a new span does. */
    private static final int MOST_EMPTY_IN_SPAN = 2;

    private static final int EXEMPLAR_VALUE = 2;
    private static final int EXEMPLAR_TIME = 3;
    private static final int TIME_SECONDS = 1;
    private static final int TIME_NANOS = 2;

    private static final Map<Series, byte[]> METADATA = metadata();
    private static final Map<Classic, double[]> BOUNDS = bounds();

    private final PageSink page;
    private final Pieces family = new Pieces();
    private final PageBuffer out = new PageBuffer(family);
    private @Nullable Series current;
    private final WireMessage head = new WireMessage();
    private final WireMessage metric = new WireMessage();
    private final WireMessage value = new WireMessage();
    private final WireMessage part = new WireMessage();
    private final WireMessage deltas = new WireMessage();
    private final WireMessage exemplar = new WireMessage();
    private final WireMessage inExemplar = new WireMessage();

    ProtobufFamilies(PageSink page) {
        this.page = page;
    }

    @Override
    public void count(Series series, SubjectLabels subject, PointLabels point, long count) {
        value.clear();
        value.number(VALUE, (double) count);
        add(series, subject, point, METRIC_COUNTER);
    }

    @Override
    public void gauge(Series series, SubjectLabels subject, PointLabels point, double number) {
        value.clear();
        value.number(VALUE, number);
        add(series, subject, point, METRIC_GAUGE);
    }

    @Override
    public void gaugeOfMicros(Series series, SubjectLabels subject, PointLabels point, long micros) {
        gauge(series, subject, point, micros / 1e6);
    }

    @Override
    public void histogram(
            Series series, SubjectLabels subject, PointLabels point, BucketCounts histogram, List<TracedRun> traced) {
        value.clear();
        value.varint(SAMPLE_COUNT, histogram.count());
        value.number(SAMPLE_SUM, histogram.sumMicros() / 1e6);
        putClassic(histogram, traced);
        value.sint(SCHEMA, BucketCounts.SCHEMA.schema());
        value.number(ZERO_THRESHOLD, NativeSchema.ZERO_THRESHOLD_SECONDS);
        value.varint(ZERO_COUNT, histogram.zeroCount());
        putNative(histogram);
        add(series, subject, point, METRIC_HISTOGRAM);
    }

    /** Where no classic buckets are wanted, an exemplar still needs one to stand in. */
    private void putClassic(BucketCounts histogram, List<TracedRun> traced) {
        double[] bounds = Objects.requireNonNull(BOUNDS.get(histogram.classic()));
        double lower = Double.NEGATIVE_INFINITY;
        if (bounds.length == 0) {
            if (!traced.isEmpty()) {
                putBucket(
                        histogram.count(),
                        Double.POSITIVE_INFINITY,
                        Exemplars.newest(traced, lower, Double.POSITIVE_INFINITY));
            }
            return;
        }
        long below = 0;
        for (int i = 0; i <= bounds.length; i++) {
            double upper = i == bounds.length ? Double.POSITIVE_INFINITY : bounds[i];
            below += histogram.classicAt(i);
            putBucket(below, upper, traced.isEmpty() ? null : Exemplars.newest(traced, lower, upper));
            lower = upper;
        }
    }

    private void putBucket(long below, double upper, @Nullable TracedRun traced) {
        part.clear();
        part.varint(BUCKET_CUMULATIVE_COUNT, below);
        part.number(BUCKET_UPPER_BOUND, upper);
        if (traced != null) {
            writeExemplar(traced);
            part.message(BUCKET_EXEMPLAR, exemplar);
        }
        value.message(BUCKET, part);
    }

    private void writeExemplar(TracedRun run) {
        exemplar.clear();
        inExemplar.clear();
        inExemplar.text(PAIR_NAME, "trace_id");
        inExemplar.text(PAIR_VALUE, run.traceId());
        exemplar.message(LABEL, inExemplar);
        exemplar.number(EXEMPLAR_VALUE, run.durationNanos() / 1e9);
        long millis = run.startedAt().toEpochMilli();
        inExemplar.clear();
        inExemplar.varint(TIME_SECONDS, Math.floorDiv(millis, 1000));
        inExemplar.varint(TIME_NANOS, Math.floorMod(millis, 1000) * 1_000_000L);
        exemplar.message(EXEMPLAR_TIME, inExemplar);
    }

    /** Spans of buckets, each told by how far it begins behind the one before, and by how much each bucket differs. */
    private void putNative(BucketCounts histogram) {
        deltas.clear();
        int buckets = histogram.nativeSize();
        int offset = 0;
        int start = 0;
        int end = 0;
        long before = 0;
        for (int i = 0; i < buckets; i++) {
            long count = histogram.nativeAt(i);
            if (count == 0) {
                continue;
            }
            if (end == start) {
                offset = histogram.firstNative() + i;
                start = i;
                end = i;
            } else if (i - end > MOST_EMPTY_IN_SPAN) {
                putSpan(offset, end - start);
                offset = i - end;
                start = i;
                end = i;
            }
            for (; end < i; end++) {
                deltas.sint(POSITIVE_DELTA, -before);
                before = 0;
            }
            deltas.sint(POSITIVE_DELTA, count - before);
            before = count;
            end = i + 1;
        }
        if (end > start) {
            putSpan(offset, end - start);
            value.fields(deltas);
        }
    }

    private void putSpan(int offset, int length) {
        part.clear();
        part.sint(SPAN_OFFSET, offset);
        part.varint(SPAN_LENGTH, length);
        value.message(POSITIVE_SPAN, part);
    }

    private void add(Series series, SubjectLabels subject, PointLabels point, int kind) {
        if (series != current) {
            end();
            current = series;
        }
        metric.clear();
        metric.fields(subject.bytes());
        metric.fields(point.bytes());
        metric.message(kind, value);
        head.clear();
        head.length(FAMILY_METRIC, metric.size());
        out.ensure(head.size() + metric.size());
        head.addTo(out);
        metric.addTo(out);
    }

    /** The family that stands, behind its length. */
    @Override
    public void end() {
        out.flush();
        if (current != null && family.length() > 0) {
            byte[] metadata = Objects.requireNonNull(METADATA.get(current));
            head.clear();
            head.length(metadata.length + family.length());
            head.fields(metadata);
            byte[] begin = head.toBytes();
            page.add(begin, begin.length);
            family.moveTo(page);
        }
    }

    private static Map<Series, byte[]> metadata() {
        Map<Series, byte[]> all = new EnumMap<>(Series.class);
        WireMessage family = new WireMessage();
        for (Series series : Series.values()) {
            family.clear();
            family.text(FAMILY_NAME, series.fullName());
            family.text(FAMILY_HELP, series.help());
            family.varint(FAMILY_TYPE, type(series.kind()));
            all.put(series, family.toBytes());
        }
        return Collections.unmodifiableMap(all);
    }

    private static int type(Series.Kind kind) {
        return switch (kind) {
            case COUNTER -> 0;
            case GAUGE -> 1;
            case HISTOGRAM -> 4;
        };
    }

    private static Map<Classic, double[]> bounds() {
        Map<Classic, double[]> all = new EnumMap<>(Classic.class);
        for (Classic classic : Classic.values()) {
            all.put(
                    classic,
                    classic.bounds().stream()
                            .mapToDouble(ProtobufFamilies::seconds)
                            .toArray());
        }
        return Collections.unmodifiableMap(all);
    }

    private static double seconds(Duration bound) {
        return bound.toMillis() / 1e3;
    }
}
