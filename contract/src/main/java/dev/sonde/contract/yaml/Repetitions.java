package dev.sonde.contract.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a regular expression spells its innermost part out: RE2 copies what is repeated, so counts inside counts
 * multiply, and a line of text may need more memory than there is. Reads the expression roughly and never too low; whether
 * it is one is decided elsewhere. Pure; any thread.
 */
public final class Repetitions {
    /** Most copies of one part, as RE2 itself has it. */
    public static final long MOST = 1_000;

    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,4})(,([0-9]{1,4})?)?}");

    private final String text;
    /** Of the groups around, innermost first: the most copies of a part seen so far. */
    private final Deque<Long> around = new ArrayDeque<>();

    private long ofGroup = 1;
    private long ofLast = 1;

    private Repetitions(String text) {
        this.text = text;
    }

    /** The most copies of any part, or some number above {@link #MOST}. */
    public static long most(String expression) {
        return new Repetitions(expression).count();
    }

    private long count() {
        int at = 0;
        while (at < text.length()) {
            at = step(at);
        }
        while (!around.isEmpty()) {
            leave();
        }
        return ofGroup;
    }

    private int step(int at) {
        char c = text.charAt(at);
        if (c == '\\') {
            ofLast = 1;
            return behindEscape(at);
        } else if (c == '[') {
            ofLast = 1;
            return behindClass(at + 1);
        } else if (c == '(') {
            around.push(ofGroup);
            ofGroup = 1;
            ofLast = 1;
        } else if (c == ')' && !around.isEmpty()) {
            leave();
        } else if (c == '{') {
            return repeated(at);
        } else if (c != '*' && c != '+' && c != '?') {
            ofLast = 1;
        }
        return at + 1;
    }

    private void leave() {
        ofLast = ofGroup;
        ofGroup = Math.max(around.pop(), ofLast);
    }

    private int repeated(int at) {
        Matcher count = COUNT.matcher(text).region(at, text.length());
        if (!count.lookingAt()) {
            ofLast = 1;
            return at + 1;
        }
        String upper = count.group(3) == null ? count.group(1) : count.group(3);
        long copies = Math.max(1, Long.parseLong(upper));
        ofLast = Math.min(ofLast * copies, MOST + 1);
        ofGroup = Math.max(ofGroup, ofLast);
        return count.end();
    }

    /** Also {@code \\x{1F600}} and {@code \\p{Greek}}, whose braces count nothing. */
    private int behindEscape(int at) {
        if (text.startsWith("\\Q", at)) {
            return behind("\\E", at + 2);
        }
        boolean braces = text.startsWith("{", at + 2) && "xpP".indexOf(text.charAt(at + 1)) >= 0;
        return braces ? behind("}", at + 2) : at + 2;
    }

    private int behindClass(int from) {
        int at = from < text.length() && text.charAt(from) == '^' ? from + 1 : from;
        at = at < text.length() && text.charAt(at) == ']' ? at + 1 : at;
        while (at < text.length() && text.charAt(at) != ']') {
            if (text.charAt(at) == '\\') {
                at += 2;
            } else if (text.startsWith("[:", at)) {
                at = behind(":]", at + 2);
            } else {
                at++;
            }
        }
        return at + 1;
    }

    private int behind(String end, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? text.length() : at + end.length();
    }
}
