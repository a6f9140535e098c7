package dev.sonde.agent.blackbox.prober;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a probe has to say to people, as lines of logfmt. Bounded; one thread at a time. */
public final class ProbeLog {
    private static final int MOST_CHARACTERS = 64 * 1024;
    private static final int LONGEST_VALUE = 1024;
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\\\\\p{Cntrl}]+");

    private final InstantSource clock;
    private final String common;
    private final StringBuilder lines = new StringBuilder();
    private boolean full;

    /**
     * @param module and
     * @param target are on every line
     */
    public ProbeLog(InstantSource clock, String module, String target) {
        this.clock = clock;
        this.common = pairs("module", module, "target", target);
    }

    /** Something worth knowing, such as a redirect. */
    public void info(String message, String... pairs) {
        line("INFO", message, pairs);
    }

    /** What made the probe fail. */
    public void error(String message, String... pairs) {
        line("ERROR", message, pairs);
    }

    private void line(String level, String message, String... pairs) {
        if (full) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String line = pairs("time", now.toString(), "level", level) + common + pairs("msg", message) + pairs(pairs);
        full = lines.length() + line.length() > MOST_CHARACTERS;
        lines.append(full ? "and more" : line.strip()).append('\n');
    }

    private static String pairs(String... pairs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            text.append(pairs[i]).append('=').append(quoted(pairs[i + 1])).append(' ');
        }
        return text.toString();
    }

    private static String quoted(String value) {
        String shown = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
        if (PLAIN.matcher(shown).matches()) {
            return shown;
        }
        StringBuilder quoted = new StringBuilder("\"");
        shown.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    /** The lines, each ended. */
    public String text() {
        return lines.toString();
    }
}
