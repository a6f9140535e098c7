package dev.sonde.agent.expect;

import java.util.List;
import java.util.Map;

/** A value that was read by {@link Json} as the JSON text of it, without spaces. Stateless. */
final class JsonText {
    private JsonText() {}

    /** The text; a document has at most as many values as {@link Json} reads, so it is bounded. */
    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder text) {
        if (value instanceof Map<?, ?> object) {
            text.append('{');
            String between = "";
            for (Map.Entry<?, ?> member : object.entrySet()) {
                text.append(between);
                between = ",";
                writeText(String.valueOf(member.getKey()), text);
                text.append(':');
                write(member.getValue(), text);
            }
            text.append('}');
        } else if (value instanceof List<?> list) {
            text.append('[');
            for (int i = 0; i < list.size(); i++) {
                text.append(i == 0 ? "" : ",");
                write(list.get(i), text);
            }
            text.append(']');
        } else if (value instanceof String single) {
            writeText(single, text);
        } else {
            text.append(JsonTest.text(value));
        }
    }

    private static void writeText(String single, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < single.length(); i++) {
            char c = single.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
