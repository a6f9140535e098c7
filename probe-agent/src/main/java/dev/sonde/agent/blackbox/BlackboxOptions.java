package dev.sonde.agent.blackbox;

import dev.sonde.agent.blackbox.prober.ProbeFence;
import java.nio.file.Path;

/**
 * How the drop-in is set up. Immutable.
 *
 * @param file the {@code blackbox.yml}
 * @param timeoutOffsetSeconds taken off the timeout that a scraper tells, for its own way to and fro
 * @param historyLimit most probes remembered, and as many failures again
 * @param fence what may be probed
 * @param version of Sonde
 */
public record BlackboxOptions(
        Path file, double timeoutOffsetSeconds, int historyLimit, ProbeFence fence, String version) {
    public static final double DEFAULT_TIMEOUT_OFFSET_SECONDS = 0.5;
    public static final int DEFAULT_HISTORY_LIMIT = 100;

    public BlackboxOptions {
        if (!(timeoutOffsetSeconds >= 0) || timeoutOffsetSeconds > 3600) {
            throw new IllegalArgumentException(
                    "timeout offset: " + timeoutOffsetSeconds + " (expected: 0 or more seconds)");
        }
        if (historyLimit < 0 || historyLimit > 100_000) {
            throw new IllegalArgumentException("history limit: " + historyLimit + " (expected: 0 to 100000)");
        }
    }
}
