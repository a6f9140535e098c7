package dev.sonde.collector.incident;

import java.time.Instant;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Makes identifiers that are unique and sort by time: 26 letters and digits of Crockford's base 32, 48 bits of
 * milliseconds and 80 random bits (the ULID form). Within one millisecond, and when the clock steps back, the random
 * part counts up, so that one generator's identifiers always ascend. Any thread; takes a short lock.
 */
public final class Ulids implements Function<Instant, String> {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;

    private final RandomGenerator random;
    private long lastMillis = -1;
    private final byte[] randomDigits = new byte[RANDOM_DIGITS];

    /** @param random secure where identifiers must not be guessed */
    public Ulids(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public synchronized String apply(Instant at) {
        long millis = at.toEpochMilli();
        if (millis > lastMillis) {
            lastMillis = millis;
            draw();
        } else {
            countUp();
        }
        StringBuilder text = new StringBuilder(TIME_DIGITS + RANDOM_DIGITS);
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            text.append(DIGITS.charAt((int) (lastMillis >>> (5 * digit)) & 31));
        }
        for (byte digit : randomDigits) {
            text.append(DIGITS.charAt(digit));
        }
        return text.toString();
    }

    private void draw() {
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            randomDigits[i] = (byte) random.nextInt(32);
        }
    }

    private void countUp() {
        for (int i = RANDOM_DIGITS - 1; i >= 0; i--) {
            randomDigits[i] = (byte) ((randomDigits[i] + 1) & 31);
            if (randomDigits[i] != 0) {
                return;
            }
        }
        lastMillis++;
    }
}
