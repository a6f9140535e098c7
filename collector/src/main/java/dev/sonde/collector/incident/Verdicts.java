package dev.sonde.collector.incident;

import dev.sonde.collector.slo.CertificateStatus;
import dev.sonde.collector.slo.CheckStatus;
import dev.sonde.collector.slo.DurationText;
import dev.sonde.collector.slo.HardDownState;
import dev.sonde.collector.slo.RuleStatus;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.SloStatus;
import dev.sonde.contract.check.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Reads the possible causes of an incident out of what a round found about a check. Pure; any thread. */
public final class Verdicts {
    static final String HARD_DOWN = "hard_down";
    static final String CERTIFICATE = "certificate";

    private Verdicts() {}

    /** One verdict per cause that the configuration can produce. */
    public static List<Verdict> of(CheckStatus status) {
        List<Verdict> verdicts = new ArrayList<>();
        if (status.check().hardDown() > 0) {
            verdicts.add(hardDown(status));
        }
        for (SloStatus slo : status.slos()) {
            for (RuleStatus rule : slo.rules()) {
                if (rule.on()) {
                    verdicts.add(burnRate(slo, rule));
                }
            }
        }
        if (!status.check().certificateWarn().isZero()) {
            verdicts.add(certificate(status));
        }
        return verdicts;
    }

    private static Verdict hardDown(CheckStatus status) {
        TreeMap<Location, Instant> down = new TreeMap<>();
        for (Map.Entry<Location, HardDownState> each : status.hardDown().entrySet()) {
            Instant since = each.getValue().since();
            if (since != null) {
                down.put(each.getKey(), since);
            }
        }
        return down.isEmpty()
                ? new Verdict(HARD_DOWN, Severity.PAGE, null, false, null)
                : new Verdict(
                        HARD_DOWN,
                        Severity.PAGE,
                        Collections.min(down.values()),
                        false,
                        new CauseDetails.HardDown(down, status.check().hardDown()));
    }

    private static Verdict burnRate(SloStatus status, RuleStatus rule) {
        OptionalDouble sli = status.sli();
        return new Verdict(
                burnRateId(status, rule),
                rule.rule().severity(),
                rule.state().since(),
                rule.state().noData(),
                new CauseDetails.BurnRate(
                        status.slo().name(),
                        status.slo().objective(),
                        status.slo().threshold(),
                        rule.rule().longWindow(),
                        rule.shortWindow(),
                        rule.factor().doubleValue(),
                        sli.isPresent() ? sli.getAsDouble() : null,
                        status.budgetRemaining(),
                        status.burnRates()));
    }

    private static String burnRateId(SloStatus status, RuleStatus rule) {
        return String.join(
                "/",
                "burn_rate",
                status.slo().name(),
                rule.rule().severity().label(),
                DurationText.of(rule.rule().longWindow()),
                DurationText.of(rule.rule().shortWindow()),
                rule.rule().share().toPlainString());
    }

    private static Verdict certificate(CheckStatus status) {
        CertificateStatus certificate = status.certificate();
        if (certificate == null) {
            return new Verdict(CERTIFICATE, Severity.TICKET, null, false, null);
        }
        return new Verdict(
                CERTIFICATE,
                Severity.TICKET,
                certificate.due() ? certificate.expiry().minus(certificate.warn()) : null,
                false,
                new CauseDetails.Certificate(certificate.expiry(), certificate.locations(), certificate.warn()));
    }
}
