package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.CheckKeys;
import dev.sonde.contract.yaml.MapShape;
import dev.sonde.contract.yaml.Scalar;

/** Which labels a check of ours may have, as its reader sees it. Pure. */
final class OurLabels {
    private OurLabels() {}

    /** Why a check cannot have this label; empty if it can. */
    static String complaint(String name, String value) {
        if (!(CheckKeys.LABELS.shape() instanceof MapShape<?> map) || !(map.value() instanceof Scalar<?> text)) {
            throw new IllegalStateException("labels are no mapping of names to texts");
        }
        if (!accepts(map.name(), name)) {
            return "no label of ours can have this name (expected: "
                    + map.name().expected() + ", and none that is taken)";
        }
        return accepts(text, value) ? "" : "no label of ours can have this value (expected: " + text.expected() + ")";
    }

    private static boolean accepts(Scalar<?> scalar, String text) {
        try {
            Object ignored = scalar.tryParse(text);
            return true;
        } catch (BadValueException e) {
            return false;
        }
    }
}
