package dev.sonde.contract.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Renders problems for terminals and for machines. Pure; any thread. */
public final class ProblemFormat {
    private ProblemFormat() {}

    /** One line per problem, each ended by a line feed; empty for none. */
    public static String lines(List<Problem> problems) {
        return problems.stream().map(problem -> problem.line() + "\n").collect(Collectors.joining());
    }

    /** A JSON array of {@code {"file","line","column","severity","message","expected"}}. */
    public static String json(List<Problem> problems) {
        return problems.stream().map(ProblemFormat::object).collect(Collectors.joining(",\n ", "[", "]"));
    }

    private static String object(Problem problem) {
        Place place = problem.place();
        return "{\"file\":" + quoted(place.file())
                + ",\"line\":" + place.line()
                + ",\"column\":" + place.column()
                + ",\"severity\":" + quoted(problem.severity().label())
                + ",\"message\":" + quoted(problem.message())
                + ",\"expected\":" + quoted(problem.expected()) + "}";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20 || (Character.isSurrogate(c) && !isPaired(text, i))) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
