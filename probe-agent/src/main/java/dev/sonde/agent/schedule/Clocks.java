package dev.sonde.agent.schedule;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks: the wall says which slot is due, the monotonic one measures. Any thread.
 *
 * @param wall may be stepped at any time
 * @param nanos monotonic, nanoseconds of an arbitrary origin; the same clock as the probes'
 */
public record Clocks(InstantSource wall, LongSupplier nanos) {
    /** The machine's own. */
    public static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime);
    }

    /** The wall's time in nanoseconds of the Unix epoch. */
    public long epochNanos() {
        return epochNanos(wall.instant());
    }

    /** An instant in nanoseconds of the Unix epoch; up to the year 2262. */
    public static long epochNanos(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)), instant.getNano());
    }

    /** The instant at this many nanoseconds of the Unix epoch. */
    public static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(0, epochNanos);
    }
}
