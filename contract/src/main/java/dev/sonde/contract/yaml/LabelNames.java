package dev.sonde.contract.yaml;

import java.util.List;
import java.util.regex.Pattern;

/** Names of the labels that operators give to checks. */
final class LabelNames {
    /** Those that Sonde sets on some series or that Prometheus gives a meaning. */
    static final List<String> TAKEN = List.of(
            "agent",
            "check",
            "class",
            "from",
            "le",
            "location",
            "outcome",
            "percentile",
            "phase",
            "quantile",
            "reason",
            "receiver",
            "result",
            "service",
            "severity",
            "slo",
            "to",
            "window");

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private LabelNames() {}

    static Scalar<String> scalar() {
        return Scalar.of("label name", "a-z, then a-z, 0-9 and _, at most 63", text -> {
            if (TAKEN.contains(text)) {
                throw new BadValueException(text + " is a label that Sonde sets", "another name");
            }
            if (!FORM.matcher(text).matches()) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
