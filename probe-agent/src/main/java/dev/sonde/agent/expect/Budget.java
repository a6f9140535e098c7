package dev.sonde.agent.expect;

import java.util.function.LongSupplier;

/**
 * The time that judging one answer may take, so that no body, however long, keeps a thread. Whoever works looks at it
 * often; looking reads the clock only now and then. One judgement, one thread.
 */
public final class Budget {
    private static final int LOOKS_PER_READING = 4096;

    private final LongSupplier nanoClock;
    private final long startedNanos;
    private final long limitNanos;
    private int looks;

    /** As much as judging any answer may take, from now on. */
    public static Budget begin() {
        return new Budget(System::nanoTime, Expectations.MAX_NANOS);
    }

    Budget(LongSupplier nanoClock, long limitNanos) {
        this.nanoClock = nanoClock;
        this.startedNanos = nanoClock.getAsLong();
        this.limitNanos = limitNanos;
    }

    /** Throws {@link OverBudgetException} once the time is used up. */
    void look() {
        if (++looks % LOOKS_PER_READING == 0) {
            check();
        }
    }

    /** The same, reading the clock at once. */
    void check() {
        if (nanoClock.getAsLong() - startedNanos > limitNanos) {
            throw new OverBudgetException("the answer was not judged within " + limitNanos / 1_000_000 + " ms");
        }
    }

    /** The text, which cannot be read for longer than there is time. */
    public CharSequence watched(String text) {
        return new Watched(text, 0, text.length());
    }

    private final class Watched implements CharSequence {
        private final String text;
        private final int from;
        private final int to;

        Watched(String text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            look();
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text, from + start, from + end);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
