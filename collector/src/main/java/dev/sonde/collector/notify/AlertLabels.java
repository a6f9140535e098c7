package dev.sonde.collector.notify;

import dev.sonde.collector.incident.Spell;
import dev.sonde.collector.incident.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of an alert and their fingerprint as Prometheus and Alertmanager compute it: FNV-1a over 64 bits of the
 * sorted {@code name 0xFF value 0xFF}, in 16 hexadecimal digits. Pure.
 */
final class AlertLabels {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int SEPARATOR = 0xFF;

    private AlertLabels() {}

    /**
     * The labels of a spell. They are the alert's identity, so nothing that may change during the spell is among them.
     * The check's own labels give way to Sonde's.
     */
    static SortedMap<String, String> of(String incident, Spell spell, Room room) {
        SortedMap<String, String> labels = new TreeMap<>();
        Subject subject = spell.subject();
        subject.labels().entrySet().stream()
                .limit(room.entries())
                .forEach(label -> labels.put(room.cut(label.getKey()), room.cut(label.getValue())));
        labels.putAll(ofGroup(incident, subject));
        String service = subject.service();
        if (service != null) {
            labels.put("service", room.cut(service));
        }
        labels.put("spell", Integer.toString(spell.number()));
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    /** The labels that all alerts of an incident share and are grouped by. */
    static SortedMap<String, String> ofGroup(String incident, Subject subject) {
        return new TreeMap<>(
                Map.of("alertname", "SondeIncident", "check", subject.check().value(), "incident", incident));
    }

    static String fingerprint(SortedMap<String, String> labels) {
        long hash = OFFSET_BASIS;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            hash = add(add(hash, label.getKey()), label.getValue());
        }
        return String.format("%016x", hash);
    }

    private static long add(long hash, String text) {
        long next = hash;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            next = (next ^ (each & 0xFF)) * PRIME;
        }
        return (next ^ SEPARATOR) * PRIME;
    }

    /** The label set as Alertmanager prints it: {@code {a="b", c="d"}}. */
    static String text(SortedMap<String, String> labels) {
        StringBuilder text = new StringBuilder("{");
        for (Map.Entry<String, String> label : labels.entrySet()) {
            text.append(text.length() == 1 ? "" : ", ")
                    .append(label.getKey())
                    .append("=\"")
                    .append(label.getValue()
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n"))
                    .append('"');
        }
        return text.append('}').toString();
    }
}
