package dev.sonde.contract.yaml;

import java.util.Locale;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One file while it is read: gives nodes their place and notes what is wrong with them. */
record Source(String file, Problems problems) {
    Place place(Node node) {
        return place(node.getStartMark());
    }

    Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    void error(Node node, String message, String expected) {
        problems.error(place(node), message, expected);
    }

    /** What kind of node it is, without what it holds. */
    static String kindOf(Node node) {
        if (isNothing(node)) {
            return "no value";
        }
        return node instanceof ScalarNode ? "a single value" : node instanceof SequenceNode ? "a list" : "a mapping";
    }

    /** Whether nothing, {@code ~} or {@code null} is written, without quotes. */
    static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && scalar.isPlain() && Tag.NULL.equals(scalar.getTag());
    }

    /** A value for a message: on one line, short, an empty or blank one visible. */
    static String shown(String value) {
        if (value.isBlank()) {
            return value.isEmpty() ? "\"\"" : "\" \"";
        }
        StringBuilder shown = new StringBuilder();
        for (int at = 0; at < value.length(); at += Character.charCount(value.codePointAt(at))) {
            int c = value.codePointAt(at);
            if (shown.length() >= 60) {
                return shown.append("...").toString();
            }
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029) {
                shown.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        }
        return shown.toString();
    }
}
