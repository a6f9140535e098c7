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
 * A {@code query_response} of blackbox_exporter as a dialogue of ours. There an expression is held against each line; here
 * against all that has come, so that its ends of text become ends of lines. There a line end is added to what is sent.
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

    /** The expression with its ends of text as ends of lines, whatever ends a line. */
    static String overLines(String expression) {
        StringBuilder made = new StringBuilder();
        boolean inClass = false;
        boolean ends = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\' && i + 1 < expression.length()) {
                made.append(c).append(expression.charAt(++i));
                continue;
            }
            boolean end = !inClass && c == '$';
            ends |= end || (!inClass && c == '^');
            inClass = inClass ? c != ']' : c == '[';
            made.append(end ? "\\r?$" : String.valueOf(c));
        }
        return (ends ? "(?m)" : "") + made;
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
