package dev.sonde.contract.check;

import java.time.ZoneId;
import java.util.List;

/**
 * When a check is probed at all: the union of its windows. Outside of them no run is due and slots are excluded. Agent and
 * collector ask through an {@link HoursCursor} and so get the same answer for the same planned time. Immutable.
 *
 * @param zone in which the windows begin
 * @param windows at least one, at most {@link #MAX_WINDOWS}
 */
public record ProbeHours(ZoneId zone, List<HoursWindow> windows) {
    public static final int MAX_WINDOWS = 20;

    public ProbeHours {
        windows = List.copyOf(windows);
        if (windows.isEmpty() || windows.size() > MAX_WINDOWS) {
            throw new IllegalArgumentException("windows: " + windows.size() + " (expected: 1 to " + MAX_WINDOWS + ")");
        }
    }
}
