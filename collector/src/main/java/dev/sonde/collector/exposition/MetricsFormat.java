package dev.sonde.collector.exposition;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A form in which metrics are served, and which one a client likes best. */
public enum MetricsFormat {
    /** Prometheus text 0.0.4: classic buckets only. */
    TEXT("text/plain; version=0.0.4; charset=utf-8", "text"),
    /** OpenMetrics text 1.0.0: classic buckets only. */
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8", "openmetrics"),
    /** Delimited protobuf: classic and native buckets. */
    PROTOBUF(
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited", "protobuf");

    private final String contentType;
    private final String label;

    MetricsFormat(String contentType, String label) {
        this.contentType = contentType;
        this.label = label;
    }

    /** The format that an Accept header asks for with the greatest weight, the first of equals; text if it names none. */
    public static MetricsFormat preferred(@Nullable String accept) {
        MetricsFormat best = TEXT;
        double bestWeight = 0;
        if (accept != null) {
            for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
                MetricsFormat format = named(range);
                double weight = weight(range);
                if (format != null && weight > bestWeight) {
                    best = format;
                    bestWeight = weight;
                }
            }
        }
        return best;
    }

    private static @Nullable MetricsFormat named(String range) {
        String type = range.split(";", 2)[0].strip();
        return switch (type) {
            case "text/plain", "text/*", "*/*" -> TEXT;
            case "application/openmetrics-text" -> OPENMETRICS;
            case "application/vnd.google.protobuf" -> isMetricFamily(range) ? PROTOBUF : null;
            default -> null;
        };
    }

    private static boolean isMetricFamily(String range) {
        return range.contains("proto=io.prometheus.client.metricfamily") && range.contains("encoding=delimited");
    }

    private static double weight(String range) {
        for (String parameter : range.split(";", -1)) {
            String text = parameter.strip();
            if (text.startsWith("q=")) {
                try {
                    return Double.parseDouble(text.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }

    /** The Content-Type of a page in this format. */
    public String contentType() {
        return contentType;
    }

    /** The word in the collector's own metrics. */
    public String label() {
        return label;
    }
}
