package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code query_response} of blackbox_exporter as a dialogue of ours. There an expression is held against one line after
 * the other, and a line end is added to what is sent; here it is held against all that has come, and nothing is added.
 */
final class QueryResponse {
    private static final Pattern GROUP = Pattern.compile("\\$(\\$|\\{(\\w+)\\}|(\\w+))");

    private final SecretPlaces secrets;
    private final String owner;
    private final boolean lines;

    /** @param lines whether the other side speaks in lines, so that what is sent gets a line end */
    QueryResponse(SecretPlaces secrets, String owner, boolean lines) {
        this.secrets = secrets;
        this.owner = owner;
        this.lines = lines;
    }

    /** Its steps; what has no place in ours is noted. */
    List<Draft> steps(List<Part> written) {
        List<Draft> steps = new ArrayList<>();
        for (Part part : written) {
            Text expect = part.value("expect");
            boolean expects = expect != null && !expect.text().isEmpty();
            if (expect != null && expects) {
                steps.add(new Draft().put("expect", lines ? overLines(expect.text()) : expect.text()));
            }
            Text bytes = part.value("expect_bytes");
            if (bytes != null && !bytes.text().isEmpty()) {
                steps.add(new Draft().put("expect_bytes", hex(bytes)));
            }
            Text send = part.value("send");
            if (send != null && !send.text().isEmpty()) {
                steps.add(sent(send, part, expects));
            }
            if (part.is("starttls", false)) {
                steps.add(new Draft().put("starttls", "true"));
            }
            part.lose("what a peer says is not made a label; it is in the evidence", "labels");
            part.loseRest("not known");
        }
        return steps;
    }

    private Draft sent(Text send, Part part, boolean expects) {
        String end = lines ? "\n" : "";
        if (send.isBinary()) {
            return new Draft().put("send_bytes", hex(send) + (lines ? "0a" : ""));
        }
        if (SecretPlaces.isInLine(send.text())) {
            String word = send.text().replaceFirst("\\s.*", "");
            String rest = send.text().substring(word.length()).trim();
            return new Draft()
                    .put(
                            "send",
                            rest.isEmpty()
                                    ? word + end
                                    : word + " " + secrets.value(send.place(), owner, part.name("send")) + end);
        }
        String text = SecretPlaces.escaped(send.text());
        return new Draft().put("send", (expects ? withGroups(send.text()) : text) + end);
    }

    /** What Go's {@code Expand} puts in, as marks of ours. */
    private static String withGroups(String template) {
        StringBuilder text = new StringBuilder();
        Matcher marks = GROUP.matcher(template);
        int at = 0;
        while (marks.find()) {
            text.append(SecretPlaces.escaped(template.substring(at, marks.start())));
            at = marks.end();
            String name = marks.group(2) == null ? marks.group(3) : marks.group(2);
            text.append(name == null ? "$" : "{{" + name + "}}");
        }
        return text.append(SecretPlaces.escaped(template.substring(at))).toString();
    }

    /**
     * The expression, which is held against one line there, as one that matches in the same lines here and uses up the
     * whole line, its end included: otherwise what is left of it would stand before the next step, or before TLS.
     */
    static String overLines(String expression) {
        StringBuilder made = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\' && i + 1 < expression.length()) {
                char escaped = expression.charAt(++i);
                made.append(inClass ? "\\" + escaped : withinLine(escaped));
            } else if (inClass) {
                inClass = c != ']';
                made.append(c);
            } else if (c == '[') {
                inClass = true;
                boolean negated = expression.startsWith("^", i + 1);
                made.append(negated ? "[^\\r\\n" : "[");
                i += negated ? 1 : 0;
                if (expression.startsWith("]", i + 1)) { // first in a class it stands for itself
                    made.append("\\]");
                    i++;
                }
            } else {
                made.append(c == '.' ? "[^\\r\\n]" : c == '$' ? "\\r?$" : String.valueOf(c));
            }
        }
        String whole = expression.indexOf('|') >= 0 ? "(?:" + made + ")" : made.toString();
        return "(?m)" + whole + "[^\\n]*\\n";
    }

    /** A class by its letter, without the ends of lines. */
    private static String withinLine(char letter) {
        return switch (letter) {
            case 's' -> "[\\t\\f ]";
            case 'W' -> "[^0-9A-Za-z_\\r\\n]";
            case 'D' -> "[^0-9\\r\\n]";
            case 'A' -> "^";
            case 'z' -> "\\r?$";
            default -> "\\" + letter;
        };
    }

    private static String hex(Text text) {
        byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
        if (text.isBinary()) {
            try {
                bytes = Base64.getMimeDecoder().decode(text.text());
            } catch (IllegalArgumentException e) {
                bytes = text.text().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            }
        }
        return HexFormat.of().formatHex(bytes);
    }
}
