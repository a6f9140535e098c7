package dev.sonde.collector.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that is moved by hand. */
final class HandClock implements InstantSource {
    private volatile Instant now;

    HandClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }
}
