package dev.sonde.collector.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.slo.CheckEvaluator;
import dev.sonde.collector.slo.CheckMemory;
import dev.sonde.collector.slo.CheckStatus;
import dev.sonde.collector.slo.QuietTime;
import dev.sonde.collector.slo.ScheduledSlots;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.result.SlotClass;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Check CHECK = Check.of(
            new CheckName("checkout"),
            INTERVAL,
            Duration.ofSeconds(5),
            HttpTarget.get(URI.create("https://shop.example/")));

    private final ScheduledSlots own = new ScheduledSlots(INTERVAL, 1, NOW.minus(Duration.ofDays(60)));
    private final ScheduledSlots limited = new ScheduledSlots(INTERVAL, 1, NOW.minus(Duration.ofDays(60)));

    private static Slo slo(String name, Duration threshold, Duration window) {
        return Slo.of(name, CHECK.name(), new BigDecimal("0.999"), threshold, window);
    }

    private CheckStatus evaluate(Check check, List<Slo> slos, Map<Location, Instant> expiries) {
        own.settledUntil(NOW);
        limited.settledUntil(NOW);
        return CheckEvaluator.evaluate(
                check,
                slos,
                own,
                indicator -> indicator.limit() == null ? own : limited,
                expiries,
                CheckMemory.EMPTY,
                NOW);
    }

    @Test
    void everyPossibleCause_hasAVerdictInEveryRound() {
        CheckStatus status = evaluate(CHECK, List.of(slo("availability", null, Duration.ofDays(30))), Map.of());

        assertThat(Verdicts.of(status))
                .extracting(Verdict::id)
                .containsExactly(
                        "hard_down",
                        "burn_rate/availability/page/1h/5m/0.02",
                        "burn_rate/availability/page/6h/30m/0.05",
                        "burn_rate/availability/ticket/1d/2h/0.1",
                        "burn_rate/availability/ticket/3d/6h/0.1",
                        "certificate");
        assertThat(Verdicts.of(status)).noneMatch(Verdict::isFiring);
    }

    @Test
    void whatIsOff_hasNoVerdict() {
        Check off = CHECK.toBuilder().hardDown(0).certificateWarn(Duration.ZERO).build();

        CheckStatus status = evaluate(off, List.of(slo("a", null, Duration.ofHours(7))), Map.of());

        assertThat(Verdicts.of(status))
                .extracting(Verdict::id)
                .containsExactly("burn_rate/a/page/1h/5m/0.02", "burn_rate/a/page/6h/30m/0.05");
    }

    @Test
    void latencySlo_isJudgedOnItsOwnSlots() {
        limited.mark(NOW.minus(Duration.ofMinutes(10)), NOW, SlotClass.BAD);

        CheckStatus status = evaluate(
                CHECK,
                List.of(slo("availability", null, Duration.ofDays(30)), slo("latency", LIMIT, Duration.ofDays(30))),
                Map.of());

        assertThat(Verdicts.of(status).stream().filter(Verdict::isFiring))
                .extracting(Verdict::id)
                .allMatch(id -> id.startsWith("burn_rate/latency/"))
                .hasSize(4);
        assertThat(Verdicts.of(status).get(0).isFiring()).isFalse();
    }

    @Test
    void slownessAllDay_doesNotHideANewOutage() {
        Instant loudAt = NOW.minus(Duration.ofHours(2));
        limited.mark(NOW.minus(Duration.ofHours(3)), NOW, SlotClass.BAD);
        own.mark(NOW.minus(Duration.ofMinutes(1)), NOW, SlotClass.BAD);
        CheckStatus status = evaluate(CHECK, List.of(slo("latency", LIMIT, Duration.ofDays(30))), Map.of());
        SlotCalm calm = new SlotCalm(
                limit -> new QuietTime(limit == null ? own : limited, INTERVAL, 1, QuietTime.DEFAULT, NOW));

        List<Cause> causes = Causes.after(List.of(), new Judgement(NOW, Subject.of(CHECK), Verdicts.of(status), calm))
                .all();

        assertThat(causes)
                .filteredOn(cause -> cause.id().equals("hard_down"))
                .hasSize(1)
                .allMatch(cause -> calm.newTroubleSince(cause, loudAt));
        assertThat(causes)
                .filteredOn(cause -> cause.id().startsWith("burn_rate/latency"))
                .hasSize(4)
                .noneMatch(cause -> calm.newTroubleSince(cause, loudAt));
    }

    @Test
    void certificate_isATicketAndItsEndNeedsNoSlots() {
        Location eu = new Location("eu");
        CheckStatus due = evaluate(CHECK, List.of(), Map.of(eu, NOW.plus(Duration.ofDays(20))));

        Verdict verdict = Verdicts.of(due).get(1);

        assertThat(verdict.id()).isEqualTo("certificate");
        assertThat(verdict.severity()).isEqualTo(Severity.TICKET);
        assertThat(verdict.since()).isEqualTo(NOW.minus(Duration.ofDays(1)));
        Cause cause = Causes.after(
                        List.of(), new Judgement(NOW, Subject.of(CHECK), List.of(verdict), new SlotCalm(limit -> null)))
                .all()
                .get(0);
        assertThat(new SlotCalm(limit -> null).isVouchedSince(cause, NOW)).isTrue();
        assertThat(cause.line()).isEqualTo("certificate expires at 2026-03-21T12:00:00Z");
    }
}
