package dev.sonde.contract.check;

import com.cronutils.model.time.ExecutionTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says of planned times whether they lie within a check's hours. It remembers the stretch around the time it was asked
 * last, so times in order cost a comparison each. One thread.
 *
 * <p>A window's beginning is a time on the wall: the expression is matched against local times as if no clock ever changed,
 * and each match happens once. One that the clocks skip happens as much later as they skip; one that they repeat happens the
 * first time. From there the window lasts its length in real time.
 */
public final class HoursCursor {
    /** Local times may run ahead of, or behind, the order of instants by this much where clocks change. */
    private static final Duration CLOCK_CHANGE = Duration.ofHours(3);

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final ZoneId zone;
    private final List<Window> windows;
    private long fromNanos;
    private long untilNanos;
    private boolean inside;

    private record Window(ExecutionTime begins, Duration length) {}

    public HoursCursor(ProbeHours hours) {
        zone = hours.zone();
        windows = hours.windows().stream()
                .map(each -> new Window(ExecutionTime.forCron(HoursWindow.parse(each.cron())), each.length()))
                .toList();
    }

    /** Whether a run planned then is due. */
    public boolean includes(long epochNanos) {
        if (epochNanos < fromNanos || epochNanos >= untilNanos) {
            locate(epochNanos);
        }
        return inside;
    }

    /** How many of a plan's slots from one (inclusive) to another (exclusive) lie outside of the hours. */
    public long excludedSlots(Plan plan, long fromSlot, long behindSlot) {
        long excluded = 0;
        long slot = fromSlot;
        while (slot < behindSlot) {
            boolean due = includes(plan.plannedEpochNanos(slot));
            long next = Math.max(slot + 1, Math.min(behindSlot, plan.slotAfter(untilNanos - 1)));
            excluded += due ? 0 : next - slot;
            slot = next;
        }
        return excluded;
    }

    private void locate(long epochNanos) {
        Instant at = Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
        Instant end = null;
        Instant next = null;
        for (Window window : windows) {
            Instant begun = lastBegin(window, at);
            if (begun != null && begun.plus(window.length).isAfter(at)) {
                end = later(end, begun.plus(window.length));
            }
            Instant coming = nextBegin(window, at);
            next = next == null || (coming != null && coming.isBefore(next)) ? coming : next;
        }
        inside = end != null;
        fromNanos = epochNanos;
        Instant until = inside ? end : next;
        untilNanos = until == null ? Long.MAX_VALUE : nanos(until);
    }

    private @Nullable Instant lastBegin(Window window, Instant at) {
        LocalDateTime local = local(at).plus(CLOCK_CHANGE);
        while (true) {
            Optional<ZonedDateTime> match = window.begins.lastExecution(local.atZone(ZoneOffset.UTC));
            if (match.isEmpty()) {
                return null;
            }
            local = match.get().toLocalDateTime();
            Instant begun = local.atZone(zone).toInstant();
            if (!begun.isAfter(at)) {
                return begun;
            }
        }
    }

    private @Nullable Instant nextBegin(Window window, Instant at) {
        LocalDateTime local = local(at).minus(CLOCK_CHANGE);
        while (true) {
            Optional<ZonedDateTime> match = window.begins.nextExecution(local.atZone(ZoneOffset.UTC));
            if (match.isEmpty()) {
                return null;
            }
            local = match.get().toLocalDateTime();
            Instant begins = local.atZone(zone).toInstant();
            if (begins.isAfter(at)) {
                return begins;
            }
        }
    }

    private LocalDateTime local(Instant at) {
        return LocalDateTime.ofInstant(at, zone);
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }

    private static long nanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS_PER_SECOND), at.getNano());
    }
}
