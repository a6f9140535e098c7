package dev.sonde.collector.exposition;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a page writes labels, given as names and values in turns. Pure; any thread. */
enum LabelForm {
    /** {@code a="b",c="d"}: what stands between the braces of a line. */
    TEXT {
        @Override
        byte[] ofSubject(List<String> namesAndValues) {
            return text(namesAndValues).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        byte[] ofPoint(List<String> namesAndValues) {
            return (namesAndValues.isEmpty() ? "" : "," + text(namesAndValues)).getBytes(StandardCharsets.UTF_8);
        }
    },
    /** Fields of a metric, one behind the other. */
    PROTOBUF {
        @Override
        byte[] ofSubject(List<String> namesAndValues) {
            WireMessage metric = new WireMessage();
            WireMessage pair = new WireMessage();
            for (int i = 0; i < namesAndValues.size(); i += 2) {
                pair.clear();
                pair.text(ProtobufFamilies.PAIR_NAME, namesAndValues.get(i));
                pair.text(ProtobufFamilies.PAIR_VALUE, namesAndValues.get(i + 1));
                metric.message(ProtobufFamilies.LABEL, pair);
            }
            return metric.toBytes();
        }

        @Override
        byte[] ofPoint(List<String> namesAndValues) {
            return ofSubject(namesAndValues);
        }
    };

    /** The first labels of a point. */
    abstract byte[] ofSubject(List<String> namesAndValues);

    /** Those behind them. */
    abstract byte[] ofPoint(List<String> namesAndValues);

    private static String text(List<String> namesAndValues) {
        StringBuilder text = new StringBuilder(16 * namesAndValues.size());
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            text.append(i == 0 ? "" : ",").append(namesAndValues.get(i)).append("=\"");
            escape(namesAndValues.get(i + 1), text);
            text.append('"');
        }
        return text.toString();
    }

    private static void escape(String value, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            switch (letter) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(letter);
            }
        }
    }
}
