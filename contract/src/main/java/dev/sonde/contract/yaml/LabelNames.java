package dev.sonde.contract.yaml;

import dev.sonde.contract.series.SeriesLabel;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of the labels that operators give to checks. */
final class LabelNames {
    /** Those that Sonde sets on some series, and the one that Prometheus gives a meaning; in order. */
    static final List<String> TAKEN = Stream.concat(SeriesLabel.RESERVED.stream(), Stream.of("quantile"))
            .sorted()
            .toList();

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private LabelNames() {}

    static Scalar<String> scalar() {
        return Scalar.of(
                "label name", "a-z, then a-z, 0-9 and _, at most 63", Form.matchingBut(FORM.pattern(), TAKEN), text -> {
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
