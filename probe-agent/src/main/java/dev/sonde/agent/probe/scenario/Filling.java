package dev.sonde.agent.probe.scenario;

import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.Placeholders;
import dev.sonde.contract.check.TextMatch;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Puts the values of variables where the operator left marks for them. A value put in is not looked at again. Pure. */
final class Filling {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Map<String, String> values;

    /** @param values may grow while this is used */
    Filling(Map<String, String> values) {
        this.values = values;
    }

    /** The text with the values as they are. */
    String text(String text) {
        return Placeholders.fill(text, this::value);
    }

    /**
     * A URL: values are percent-encoded from the path on, so that they stay within their place; before it, a value may be
     * a host or a whole beginning.
     */
    String url(String template) {
        int path = pathOf(template);
        return Placeholders.fill(template.substring(0, path), this::value)
                + Placeholders.fill(template.substring(path), name -> encoded(value(name)));
    }

    private static int pathOf(String template) {
        int authority = template.indexOf("://");
        for (int at = authority < 0 ? 0 : authority + 3; at < template.length(); at++) {
            if ("/?#".indexOf(template.charAt(at)) >= 0) {
                return at;
            }
        }
        return template.length();
    }

    /** What is expected, with the values in texts that are compared; expressions stand as they are. */
    HttpExpectation expectation(HttpExpectation wanted) {
        BodyExpectation body = wanted.body();
        return wanted.withHeaders(wanted.headers().stream()
                        .map(header -> new HeaderMatch(header.name(), match(header.match())))
                        .toList())
                .withBody(new BodyExpectation(
                        body.texts().stream().map(this::match).toList(),
                        body.json().stream().map(this::match).toList(),
                        body.cel()));
    }

    private TextMatch match(TextMatch match) {
        if (match instanceof TextMatch.Contains contains) {
            return new TextMatch.Contains(text(contains.text()));
        }
        return match instanceof TextMatch.NotContains contains
                ? new TextMatch.NotContains(text(contains.text()))
                : match;
    }

    private JsonMatch match(JsonMatch match) {
        return switch (match.comparison()) {
            case EQUALS, NOT_EQUALS -> new JsonMatch(match.path(), match.comparison(), text(match.value()));
            case MATCHES, LESS_THAN, GREATER_THAN, EXISTS -> match;
        };
    }

    /** Whether any text that is compared has a mark. */
    static boolean hasMarks(HttpExpectation wanted) {
        boolean[] found = {false};
        UnaryOperator<String> noted = name -> {
            found[0] = true;
            return "";
        };
        wanted.headers().forEach(header -> look(header.match(), noted));
        wanted.body().texts().forEach(match -> look(match, noted));
        wanted.body().json().forEach(match -> Placeholders.fill(match.value(), noted));
        return found[0];
    }

    private static void look(TextMatch match, UnaryOperator<String> noted) {
        if (match instanceof TextMatch.Contains contains) {
            Placeholders.fill(contains.text(), noted);
        } else if (match instanceof TextMatch.NotContains contains) {
            Placeholders.fill(contains.text(), noted);
        }
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no variable {{" + name + "}} (expected: one that was extracted)");
        }
        return value;
    }

    private static String encoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean unreserved = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0;
            if (unreserved) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHighHexDigit(octet)).append(HEX.toLowHexDigit(octet));
            }
        }
        return encoded.toString();
    }
}
