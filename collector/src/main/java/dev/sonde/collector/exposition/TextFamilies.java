package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.latency.BucketCounts;
import dev.sonde.collector.latency.BucketCounts.Classic;
import dev.sonde.contract.series.Series;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes points straight into the text of a page, Prometheus or OpenMetrics. A line is its
 * family's name, the subject's labels, the point's labels, all of them rendered before, and a number. One page; one thread.
 */
final class TextFamilies implements PageFamilies {
    private static final Map<Series, Names> TEXT = names(false);
    private static final Map<Series, Names> OPENMETRICS = names(true);
    private static final Map<Classic, byte[][]> BOUNDS = bounds();
    private static final byte[] INFINITE = ascii(",le=\"+Inf\"} ");
    private static final byte[] END = ascii("} ");
    private static final int LONGEST_EXEMPLAR = 120;

    private final boolean openMetrics;
    private final Map<Series, Names> names;
    private final PageBuffer out;
    private @Nullable Series current;

    TextFamilies(boolean openMetrics, PageSink page) {
        this.out = new PageBuffer(page);
        this.openMetrics = openMetrics;
        this.names = openMetrics ? OPENMETRICS : TEXT;
    }

    /** What stands in front of the labels, and above a family. Never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Names(byte[] head, byte[] value, byte[] bucket, byte[] count, byte[] sum) {}

    @Override
    public void count(Series series, SubjectLabels subject, PointLabels point, long value) {
        Names name = name(series);
        begin(series, name.value, subject, point);
        out.put(END);
        out.putCount(value);
        out.put('\n');
    }

    @Override
    public void gauge(Series series, SubjectLabels subject, PointLabels point, double value) {
        begin(series, name(series).value, subject, point);
        out.put(END);
        out.putDouble(value);
        out.put('\n');
    }

    @Override
    public void gaugeOfMicros(Series series, SubjectLabels subject, PointLabels point, long micros) {
        begin(series, name(series).value, subject, point);
        out.put(END);
        out.putSeconds((double) micros);
        out.put('\n');
    }

    @Override
    public void histogram(
            Series series, SubjectLabels subject, PointLabels point, BucketCounts histogram, List<TracedRun> traced) {
        Names name = name(series);
        Classic classic = histogram.classic();
        byte[][] les = Objects.requireNonNull(BOUNDS.get(classic));
        long below = 0;
        double lower = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < les.length; i++) {
            below += histogram.classicAt(i);
            double upper = classic.bounds().get(i).toMillis() / 1e3;
            bucket(series, name, subject, point, les[i], below, traced, lower, upper);
            lower = upper;
        }
        long all = histogram.count();
        bucket(series, name, subject, point, INFINITE, all, traced, lower, Double.POSITIVE_INFINITY);
        begin(series, name.count, subject, point);
        out.put(END);
        out.putLong(all);
        out.put('\n');
        begin(series, name.sum, subject, point);
        out.put(END);
        out.putSeconds(histogram.sumMicros());
        out.put('\n');
    }

    private void bucket(
            Series series,
            Names name,
            SubjectLabels subject,
            PointLabels point,
            byte[] le,
            long count,
            List<TracedRun> traced,
            double lower,
            double upper) {
        begin(series, name.bucket, subject, point);
        out.put(le);
        out.putLong(count);
        if (openMetrics && !traced.isEmpty()) {
            putExemplar(traced, lower, upper);
        }
        out.put('\n');
    }

    private void putExemplar(List<TracedRun> traced, double lower, double upper) {
        TracedRun run = Exemplars.newest(traced, lower, upper);
        if (run != null) {
            long millis = run.startedAt().toEpochMilli();
            out.append(" # {trace_id=\"" + run.traceId() + "\"} " + run.durationNanos() / 1e9 + " " + millis / 1000
                    + "." + String.valueOf(1000 + millis % 1000).substring(1));
        }
    }

    private void begin(Series series, byte[] name, SubjectLabels subject, PointLabels point) {
        if (series != current) {
            current = series;
            byte[] head = name(series).head;
            out.ensure(head.length);
            out.put(head);
        }
        byte[] own = subject.bytes();
        byte[] more = point.bytes();
        out.ensureLine(name.length + own.length + more.length + INFINITE.length + LONGEST_EXEMPLAR);
        out.put(name);
        out.put(own);
        out.put(more);
    }

    private Names name(Series series) {
        return Objects.requireNonNull(names.get(series));
    }

    @Override
    public void end() {
        out.flush();
    }

    private static Map<Series, Names> names(boolean openMetrics) {
        Map<Series, Names> names = new EnumMap<>(Series.class);
        for (Series series : Series.values()) {
            String family = openMetrics ? series.baseName() : series.fullName();
            String kind = series.kind().name().toLowerCase(Locale.ROOT);
            String type = "# TYPE " + family + " " + kind + "\n";
            String help = "# HELP " + family + " " + series.help() + "\n";
            names.put(
                    series,
                    new Names(
                            ascii(openMetrics ? type + help : help + type),
                            ascii(series.fullName() + "{"),
                            ascii(series.fullName() + "_bucket{"),
                            ascii(series.fullName() + "_count{"),
                            ascii(series.fullName() + "_sum{")));
        }
        return Collections.unmodifiableMap(names);
    }

    private static Map<Classic, byte[][]> bounds() {
        Map<Classic, byte[][]> all = new EnumMap<>(Classic.class);
        for (Classic classic : Classic.values()) {
            List<byte[]> les = new ArrayList<>();
            for (Duration bound : classic.bounds()) {
                les.add(ascii(",le=\"" + bound.toMillis() / 1e3 + "\"} "));
            }
            all.put(classic, les.toArray(byte[][]::new));
        }
        return Collections.unmodifiableMap(all);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
