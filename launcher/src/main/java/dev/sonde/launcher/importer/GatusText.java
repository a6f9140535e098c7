package dev.sonde.launcher.importer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a Gatus configuration, in which {@code $NAME} and {@code ${NAME}} stand for variables of its environment and
 * {@code $$} for one dollar sign. Pure.
 */
final class GatusText {
    private static final Pattern MARK =
            Pattern.compile("\\$(?:(\\$)|\\{([A-Za-z_][A-Za-z0-9_]*)\\}|([A-Za-z_][A-Za-z0-9_]*))");

    private GatusText() {}

    /** Whether it cannot be known without its environment. */
    static boolean hasVariables(String text) {
        Matcher marks = MARK.matcher(text);
        while (marks.find()) {
            if (marks.group(1) == null) {
                return true;
            }
        }
        return false;
    }

    /** A text without variables as Gatus takes it. */
    static String plain(String text) {
        return MARK.matcher(text).replaceAll(found -> Matcher.quoteReplacement("$"));
    }

    /** Where our reader looks for references: variables are references to the environment. */
    static String withReferences(String text) {
        StringBuilder made = new StringBuilder();
        StringBuilder literal = new StringBuilder();
        Matcher marks = MARK.matcher(text);
        int at = 0;
        while (marks.find()) {
            literal.append(text, at, marks.start());
            at = marks.end();
            String name = marks.group(2) == null ? marks.group(3) : marks.group(2);
            if (name == null) {
                literal.append('$');
            } else {
                made.append(SecretPlaces.escaped(literal.toString()))
                        .append("${env:")
                        .append(name)
                        .append('}');
                literal.setLength(0);
            }
        }
        literal.append(text.substring(at));
        return made.append(SecretPlaces.escaped(literal.toString())).toString();
    }
}
