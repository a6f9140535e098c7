package dev.sonde.benchmarks;

import java.util.Random;

/** Response times as targets have them: log-normal around 80 ms with a tail to seconds. Seeded, so every run sees the same. */
final class ResponseTimes {
    private static final double MEDIAN_MICROS = 80_000;
    private static final double SPREAD = 0.6;

    private ResponseTimes() {}

    static long[] micros(Random random, int count) {
        long[] micros = new long[count];
        for (int i = 0; i < count; i++) {
            micros[i] = Math.round(MEDIAN_MICROS * Math.exp(SPREAD * random.nextGaussian()));
        }
        return micros;
    }
}
