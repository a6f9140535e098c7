package dev.sonde.collector.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.IncidentEvent.Type;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.result.SlotClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random hours of outages, flaps, single failures and silence, against a model of what must be heard. */
class IncidentModelTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration LENGTH = Duration.ofHours(4);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyTroubleThatPages_isHeardOnce(long seed) {
        Random random = new Random(seed);
        World world = new World(START, INTERVAL, 1, "0.999", Duration.ofSeconds(5));
        paint(world, random);
        Instant end = START.plus(LENGTH);

        world.runUntil(end);

        assertOrderly(world, seed);
        List<Instant> troubles = troubles(world, end);
        long pagingTroubles = troubles.stream()
                .filter(trouble -> startsAPage(world, trouble, next(troubles, trouble, end)))
                .count();
        long loud = world.events.stream()
                .filter(event -> event.type() == Type.OPENED || event.type() == Type.ESCALATED)
                .filter(event -> event.incident().severity() == Severity.PAGE)
                .count();
        assertThat(loud).as("seed %d: troubles that paged %s", seed, troubles).isEqualTo(pagingTroubles);
        assertThat(loud).as("seed %d: the story has an outage", seed).isPositive();
    }

    private static void paint(World world, Random random) {
        Instant at = START;
        while (at.isBefore(START.plus(LENGTH))) {
            Instant until = at.plusSeconds(10L * (1 + random.nextInt(random.nextBoolean() ? 6 : 120)));
            switch (random.nextInt(8)) {
                case 0 -> world.slots.mark(at, until, SlotClass.BAD);
                case 1 -> world.slots.mark(at, at.plus(INTERVAL), SlotClass.BAD);
                case 2 -> world.slots.mark(at, until, SlotClass.UNKNOWN);
                default -> {}
            }
            at = until;
        }
    }

    /** The beginnings of troubles: bad slots after five minutes of good ones. */
    private static List<Instant> troubles(World world, Instant end) {
        List<Instant> troubles = new ArrayList<>();
        Instant lastBad = null;
        int good = 0;
        for (Instant planned : world.slots.planned(0, START, end)) {
            SlotClass slotClass = world.slots.classOf(planned);
            if (slotClass == SlotClass.GOOD) {
                good++;
            } else if (slotClass == SlotClass.BAD) {
                if (lastBad == null || good >= 30) {
                    troubles.add(planned);
                }
                lastBad = planned;
                good = 0;
            }
        }
        return troubles;
    }

    private static Instant next(List<Instant> troubles, Instant trouble, Instant end) {
        int index = troubles.indexOf(trouble) + 1;
        return index < troubles.size() ? troubles.get(index) : end;
    }

    private static boolean startsAPage(World world, Instant from, Instant to) {
        return world.pageStarts.stream()
                .anyMatch(start -> start.isAfter(from.plus(World.LAG)) && !start.isAfter(to.plus(World.LAG)));
    }

    private static void assertOrderly(World world, long seed) {
        Incident before = null;
        for (IncidentEvent event : world.events) {
            Incident incident = event.incident();
            boolean opens = event.type() == Type.OPENED;
            assertThat(opens).as("seed %d: %s", seed, event).isEqualTo(before == null || !before.isOpen());
            if (before != null && before.isOpen()) {
                assertThat(incident.id()).isEqualTo(before.id());
                assertThat(incident.sequence()).isEqualTo(before.sequence() + 1);
                assertThat(incident.spell().number())
                        .isEqualTo(before.spell().number()
                                + (event.type() == Type.ESCALATED || incident.severity() != before.severity() ? 1 : 0));
            } else {
                assertThat(incident.sequence()).isEqualTo(1);
            }
            assertThat(event.type() == Type.RESOLVED).isEqualTo(!incident.isOpen());
            if (incident.severity() == Severity.PAGE
                    && before != null
                    && before.isOpen()
                    && before.severity() == Severity.TICKET) {
                assertThat(event.type()).isEqualTo(Type.ESCALATED);
            }
            assertThat(event.changes()).isNotEmpty();
            before = incident;
        }
    }
}
