package dev.sonde.collector.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.IncidentEvent.Type;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.result.SlotClass;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whole outages through rules, hard down and tracker: what people hear of them. */
class OutageStoriesTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private static Instant at(String duration) {
        return START.plus(Duration.parse(duration));
    }

    private static World world(int locations, String objective) {
        return new World(START, TEN_SECONDS, locations, objective, Duration.ofSeconds(5));
    }

    @Test
    void outage_pagesOnceFallsAndResolves() {
        World world = world(1, "0.999");
        world.slots.mark(START, at("PT10M"), SlotClass.BAD);

        world.runUntil(at("PT9H"));

        IncidentEvent opened = world.events.get(0);
        assertThat(opened.type()).isEqualTo(Type.OPENED);
        assertThat(opened.incident().severity()).isEqualTo(Severity.PAGE);
        assertThat(opened.at()).isBefore(at("PT37S"));
        assertThat(world.told(Type.OPENED)).isEqualTo(1);
        assertThat(world.told(Type.ESCALATED)).isZero();
        assertThat(world.told(Type.RESOLVED)).isEqualTo(1);
        // the last page rule, 6 h / 30 m, clears 30 minutes after the last bad slot, and counts five minutes later
        IncidentEvent fallen = world.events.stream()
                .filter(event -> event.incident().severity() == Severity.TICKET)
                .findFirst()
                .orElseThrow();
        assertThat(fallen.type()).isEqualTo(Type.UPDATED);
        assertThat(fallen.at()).isBetween(at("PT44M50S"), at("PT45M30S"));
        // the 3 d / 6 h ticket clears six hours after it
        assertThat(world.events.get(world.events.size() - 1).incident().resolvedAt())
                .isBetween(at("PT6H14M30S"), at("PT6H15M30S"));
    }

    @Test
    void flappingOutage_pagesOnce() {
        World world = world(1, "0.999");
        for (int minute = 0; minute < 60; minute += 4) {
            Instant bad = START.plus(Duration.ofMinutes(minute));
            world.slots.mark(bad, bad.plusSeconds(60), SlotClass.BAD);
        }

        world.runUntil(at("PT9H"));

        assertThat(world.told(Type.OPENED)).isEqualTo(1);
        assertThat(world.told(Type.ESCALATED)).isZero();
        assertThat(world.told(Type.RESOLVED)).isEqualTo(1);
    }

    @Test
    void secondOutageWhileTheFirstOnesSlowRuleLingers_pagesAgain() {
        World world = world(1, "0.999");
        world.slots.mark(START, at("PT10M"), SlotClass.BAD);
        world.slots.mark(at("PT25M"), at("PT30M"), SlotClass.BAD);

        world.runUntil(at("PT26M"));

        assertThat(world.incident.causes())
                .anyMatch(cause -> cause.id().contains("page/6h/30m")
                        && cause.isFiring()
                        && cause.since().isBefore(at("PT10M")));
        assertThat(world.told(Type.OPENED)).isEqualTo(1);
        assertThat(world.told(Type.ESCALATED)).isEqualTo(1);
        assertThat(world.events.get(world.events.size() - 1).at()).isBetween(at("PT25M20S"), at("PT25M37S"));

        world.runUntil(at("PT9H"));
        assertThat(world.told(Type.ESCALATED)).isEqualTo(1);
        assertThat(world.told(Type.RESOLVED)).isEqualTo(1);
    }

    @Test
    void secondOutageAnnouncedByASingleEarlyFailure_pagesAgain() {
        World world = world(1, "0.999");
        world.slots.mark(START, at("PT10M"), SlotClass.BAD);
        world.slots.mark(at("PT22M"), at("PT22M10S"), SlotClass.BAD);
        world.slots.mark(at("PT24M"), at("PT30M"), SlotClass.BAD);

        world.runUntil(at("PT31M"));

        assertThat(world.told(Type.ESCALATED)).isEqualTo(1);
    }

    @Test
    void agentThatFallsSilentInAnOutage_keepsItOpen() {
        World world = world(1, "0.999");
        world.slots.mark(START, at("PT2M"), SlotClass.BAD);
        world.slots.mark(at("PT2M"), at("PT200H"), SlotClass.UNKNOWN);

        world.runUntil(at("PT3H"));

        assertThat(world.incident.isOpen()).isTrue();
        assertThat(world.incident.severity()).isEqualTo(Severity.PAGE);
        assertThat(world.incident.causes()).filteredOn(Cause::noData).isNotEmpty();
        assertThat(world.told(Type.RESOLVED)).isZero();
    }

    @Test
    void agentThatFallsSilentRightAfterTheRecovery_keepsItOpen() {
        World world = world(1, "0.9");
        world.slots.mark(START, at("PT1M"), SlotClass.BAD);
        world.slots.mark(at("PT2M"), at("PT2H"), SlotClass.UNKNOWN);

        world.runUntil(at("PT2H"));
        assertThat(world.incident.causes()).extracting(Cause::state).containsExactly(Cause.State.CLEARED);
        assertThat(world.incident.isOpen()).isTrue();

        world.runUntil(at("PT2H4M"));
        assertThat(world.incident.isOpen()).isTrue();
        world.runUntil(at("PT2H5M"));
        assertThat(world.told(Type.RESOLVED)).isEqualTo(1);
    }

    @Test
    void singleFailedRun_tellsNobody() {
        World world = world(1, "0.999");
        world.slots.mark(START, at("PT10S"), SlotClass.BAD);

        world.runUntil(at("PT2H"));

        assertThat(world.events).isEmpty();
    }

    @Test
    void outageAtOneOfThreeLocations_isHardDownThereAndTheOthersJoin() {
        World world = world(3, "0.99");
        world.slots.mark(0, START, at("PT30M"), SlotClass.BAD);
        world.slots.mark(1, at("PT2M"), at("PT30M"), SlotClass.BAD);

        world.runUntil(at("PT4M"));

        assertThat(world.events).extracting(IncidentEvent::type).containsExactly(Type.OPENED, Type.UPDATED);
        assertThat(world.events.get(0).changes()).containsExactly("started: hard down at l0");
        assertThat(world.events.get(1).changes()).containsExactly("further down at l1: hard down at l0, l1");
    }
}
