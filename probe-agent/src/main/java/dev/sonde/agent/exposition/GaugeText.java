package dev.sonde.agent.exposition;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.math.BigDecimal;

/**
 * Gauges in the Prometheus text format with numbers as Go programs write them ({@code 1} and not {@code 1.0}), for those
 * whose scripts look for such lines. Pure.
 */
public final class GaugeText {
    private GaugeText() {}

    /** A page of gauges; IllegalArgumentException if there is anything else among them. */
    public static String of(MetricSnapshots metrics) {
        StringBuilder page = new StringBuilder();
        for (MetricSnapshot metric : metrics) {
            if (!(metric instanceof GaugeSnapshot gauge)) {
                throw new IllegalArgumentException(metric.getMetadata().getName() + " is no gauge");
            }
            String name = gauge.getMetadata().getPrometheusName();
            String help = gauge.getMetadata().getHelp();
            page.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(escaped(help == null ? "" : help))
                    .append('\n');
            page.append("# TYPE ").append(name).append(" gauge\n");
            for (GaugeDataPointSnapshot point : gauge.getDataPoints()) {
                page.append(name);
                append(page, point.getLabels());
                page.append(' ').append(number(point.getValue())).append('\n');
            }
        }
        return page.toString();
    }

    private static void append(StringBuilder page, Labels labels) {
        if (labels.isEmpty()) {
            return;
        }
        for (int i = 0; i < labels.size(); i++) {
            page.append(i == 0 ? '{' : ',')
                    .append(labels.getPrometheusName(i))
                    .append("=\"")
                    .append(escaped(labels.getValue(i)).replace("\"", "\\\""))
                    .append('"');
        }
        page.append('}');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    /** The shortest digits, with an exponent if that is below -4 or above 5. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return digits.toPlainString();
        }
        String all = digits.unscaledValue().abs().toString();
        String fraction = all.length() > 1 ? "." + all.substring(1) : "";
        String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return (value < 0 ? "-" : "") + all.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + power;
    }
}
