package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.Quoted;
import dev.sonde.contract.secret.SecretSigns;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** What a probe has to say to people, as lines of logfmt, passwords in URLs masked. Bounded; one thread at a time. */
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
        String masked = SecretSigns.masked(value);
        String shown = masked.length() <= LONGEST_VALUE ? masked : masked.substring(0, LONGEST_VALUE) + "...";
        return PLAIN.matcher(shown).matches() ? shown : Quoted.text(shown);
    }

    /** The lines, each ended. */
    public String text() {
        return lines.toString();
    }
}
