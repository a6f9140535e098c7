package dev.sonde.collector.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that runs nothing by itself: what is planned is run by hand. */
final class HandTimer extends ScheduledThreadPoolExecutor {
    final List<Planned> once = new ArrayList<>();
    final List<Planned> repeated = new ArrayList<>();

    record Planned(Runnable work, Duration after) {}

    HandTimer() {
        super(0);
    }

    /** Runs what was planned to run once. */
    void runPlanned() {
        List<Planned> due = List.copyOf(once);
        once.clear();
        due.forEach(planned -> planned.work().run());
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        once.add(new Planned(work, Duration.of(delay, unit.toChronoUnit())));
        return super.schedule(new FutureTask<>(() -> null), 1, TimeUnit.DAYS);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long initial, long period, TimeUnit unit) {
        repeated.add(new Planned(work, Duration.of(period, unit.toChronoUnit())));
        return super.schedule(new FutureTask<>(() -> null), 1, TimeUnit.DAYS);
    }
}
