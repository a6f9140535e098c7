package dev.sonde.launcher.importer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes drafts as YAML of ours: blocks in block style, short lists of words in brackets, quotes where they are needed. */
final class YamlWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./:%+=-]*(?<!:)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final int WORDS_ON_LINE = 20;
    /** Lists of which a single item stands without brackets. */
    private static final Set<String> SINGLE_ALLOWED = Set.of(
            "status", "matches", "not_matches", "all_match", "not_all_match", "contains", "not_contains", "rcode");

    private static final Set<String> NOTHING = Set.of("null", "Null", "NULL");

    private final StringBuilder out;

    YamlWriter(StringBuilder out) {
        this.out = out;
    }

    /** An item of a list of blocks. */
    void item(Draft draft, int indent) {
        String lead = " ".repeat(indent) + "- ";
        for (Map.Entry<String, Object> entry : draft.keys().entrySet()) {
            out.append(lead);
            entry(entry.getKey(), entry.getValue(), indent + 2);
            lead = " ".repeat(indent + 2);
        }
    }

    private void block(Draft draft, int indent) {
        for (Map.Entry<String, Object> entry : draft.keys().entrySet()) {
            out.append(" ".repeat(indent));
            entry(entry.getKey(), entry.getValue(), indent);
        }
    }

    private void entry(String key, Object value, int indent) {
        out.append(scalar(key)).append(':');
        if (value instanceof Draft draft) {
            out.append(draft.isEmpty() ? " {}\n" : "\n");
            block(draft, indent + 2);
        } else if (value instanceof List<?> list && list.size() == 1 && SINGLE_ALLOWED.contains(key)) {
            out.append(' ').append(scalar(String.valueOf(list.get(0)))).append('\n');
        } else if (value instanceof List<?> list) {
            list(list, indent);
        } else {
            out.append(' ').append(scalar(String.valueOf(value))).append('\n');
        }
    }

    private void list(List<?> list, int indent) {
        if (list.stream().allMatch(item -> item instanceof String text && isWord(text))) {
            words(list, indent);
            return;
        }
        out.append('\n');
        for (Object item : list) {
            if (item instanceof Draft draft) {
                item(draft, indent + 2);
            } else {
                out.append(" ".repeat(indent + 2))
                        .append("- ")
                        .append(scalar(String.valueOf(item)))
                        .append('\n');
            }
        }
    }

    /** In brackets, over several lines if there are many. */
    private void words(List<?> words, int indent) {
        out.append(" [");
        for (int i = 0; i < words.size(); i++) {
            boolean breaks = i > 0 && i % WORDS_ON_LINE == 0;
            out.append(i == 0 ? "" : breaks ? ",\n" + " ".repeat(indent + 2) : ", ")
                    .append(words.get(i));
        }
        out.append("]\n");
    }

    private static boolean isWord(String text) {
        return WORD.matcher(text).matches() && !NOTHING.contains(text);
    }

    /** A text so that our reader reads exactly it. */
    static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !NOTHING.contains(text)) {
            return text;
        }
        boolean simple = text.chars().noneMatch(c -> c < 0x20 || c == 0x7F || needsEscape(c));
        return simple ? "'" + text.replace("'", "''") + "'" : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7F || needsEscape(c)) {
                        escaped.append(String.format("\\u%04x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.append('"').toString();
    }

    private static boolean needsEscape(int c) {
        return (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
    }
}
