package dev.sonde.contract.check;

import java.util.ArrayList;
import java.util.List;

/**
 * A path to one value of a JSON document: a singular query of RFC 9535, such as {@code $.items[0]['unit price']}. It
 * names members and elements and nothing else, so that there is one value or none. Immutable.
 *
 * @param text as written
 */
public record JsonPath(String text) {
    /** What a path looks like, for messages. */
    public static final String FORM = "$, then .name, ['name'] or [0]";

    private static final int LONGEST = 1000;

    /** One way down. */
    public sealed interface Step {
        /** Into an object. */
        record Member(String name) implements Step {}

        /**
         * Into a list.
         *
         * @param index from 0; below 0 counts from the end, -1 is the last
         */
        record Element(int index) implements Step {}
    }

    public JsonPath {
        List<Step> ignored = parse(text);
    }

    /** The steps from the root on; empty for the document itself. */
    public List<Step> steps() {
        return parse(text);
    }

    /** Where a text stops being a path, from 0; -1 if it is one. */
    public static int firstWrong(String text) {
        try {
            List<Step> ignored = parse(text);
            return -1;
        } catch (Malformed e) {
            return e.at;
        }
    }

    private static List<Step> parse(String text) {
        if (!text.startsWith("$") || text.length() > LONGEST) {
            throw new Malformed(text, 0);
        }
        List<Step> steps = new ArrayList<>();
        int at = 1;
        while (at < text.length()) {
            int end;
            if (text.charAt(at) == '.') {
                end = nameEnd(text, at + 1);
                steps.add(new Step.Member(text.substring(at + 1, end)));
            } else if (text.startsWith("['", at) || text.startsWith("[\"", at)) {
                StringBuilder name = new StringBuilder();
                end = quotedEnd(text, at + 1, name);
                steps.add(new Step.Member(name.toString()));
            } else {
                end = text.indexOf(']', at) + 1;
                steps.add(new Step.Element(index(text, at, end)));
            }
            at = end;
        }
        return List.copyOf(steps);
    }

    private static int nameEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isNamePart(text.charAt(end), end == from)) {
            end++;
        }
        if (end == from) {
            throw new Malformed(text, from);
        }
        return end;
    }

    private static boolean isNamePart(char c, boolean first) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c > 127;
        return letter || (!first && c >= '0' && c <= '9');
    }

    /** Behind the bracket that closes a name in quotes; within, a backslash stands before a quote or another one. */
    private static int quotedEnd(String text, int open, StringBuilder name) {
        char quote = text.charAt(open);
        for (int at = open + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                if (at + 1 < text.length() && text.charAt(at + 1) == ']') {
                    return at + 2;
                }
                throw new Malformed(text, at + 1);
            }
            if (c == '\\') {
                at++;
                if (at == text.length() || (text.charAt(at) != quote && text.charAt(at) != '\\')) {
                    throw new Malformed(text, at);
                }
                c = text.charAt(at);
            }
            name.append(c);
        }
        throw new Malformed(text, text.length());
    }

    private static int index(String text, int open, int end) {
        if (text.charAt(open) == '[' && end > 0) {
            String number = text.substring(open + 1, end - 1);
            if (number.matches("0|-?[1-9][0-9]{0,8}")) {
                return Integer.parseInt(number);
            }
        }
        throw new Malformed(text, open + (text.charAt(open) == '[' ? 1 : 0));
    }

    private static final class Malformed extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        final int at;

        Malformed(String text, int at) {
            super((text.length() > LONGEST
                            ? text.length() + " characters"
                            : at == 0 ? text : text + " at character " + (at + 1))
                    + " (expected: " + FORM + ")");
            this.at = at;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
