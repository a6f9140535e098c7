package dev.sonde.agent.blackbox;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a probe may take. Pure. */
final class ProbeTimeout {
    private static final double WITHOUT_HEADER_SECONDS = 120;
    /** Nobody scrapes as rarely; without an end a stranger's header would hold sockets for ever. */
    private static final double MOST_SECONDS = 3600;

    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private ProbeTimeout() {}

    /**
     * At most an hour: the scraper's timeout without the offset, or the module's if that is shorter or nothing else is left.
     *
     * @param module zero leaves it to the scraper
     * @param header seconds, as the scraper tells; null or empty if it does not. NumberFormatException if it is no number
     */
    static Duration of(Duration module, @Nullable String header, double offsetSeconds) {
        double told = header == null || header.isEmpty() ? 0 : parse(header);
        double most = (told == 0 ? WITHOUT_HEADER_SECONDS : told) - offsetSeconds;
        double own = module.toNanos() / 1e9;
        double seconds = own > 0 && (own < most || most < 0) ? own : most;
        return Duration.ofNanos((long) (Math.max(0, Math.min(seconds, MOST_SECONDS)) * 1e9));
    }

    private static double parse(String header) {
        if (!NUMBER.matcher(header).matches()) {
            throw new NumberFormatException("'" + header + "' is not a number of seconds");
        }
        return Double.parseDouble(header);
    }
}
