package dev.sonde.launcher.importer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives the variables in CEL expressions our names. Pure. */
final class CelNames {
    /** A string, a field or any other name; of those only a name can be the variable. */
    private static final Pattern TOKEN =
            Pattern.compile("(?s)[rR]?(\"\"\".*?\"\"\"|'''.*?'''|\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])*')"
                    + "|\\.\\s*[A-Za-z_][A-Za-z0-9_]*|[A-Za-z_][A-Za-z0-9_]*");

    private CelNames() {}

    /** What is the parsed body {@code body} there is {@code json} here. */
    static String bodyToJson(String expression) {
        return TOKEN.matcher(expression)
                .replaceAll(found -> Matcher.quoteReplacement(found.group().equals("body") ? "json" : found.group()));
    }
}
