package dev.sonde.collector.slo;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a round has found about one check. Immutable.
 *
 * @param at the instant of the round
 * @param slos in the order given
 * @param hardDown by location that holds slots; empty when the check's hard down is off
 * @param certificate null when off or never reported
 */
public record CheckStatus(
        Check check,
        Instant at,
        List<SloStatus> slos,
        SortedMap<Location, HardDownState> hardDown,
        @Nullable CertificateStatus certificate) {
    public CheckStatus {
        slos = List.copyOf(slos);
        hardDown = Collections.unmodifiableSortedMap(new TreeMap<>(hardDown));
    }

    /**
     * Whether nothing but news can change a verdict: no rule fires, is held back or is near its limit, there is data, no
     * location is down or has failed last, and no certificate is due. Good slots are no news to it.
     */
    public boolean isCalm() {
        return slos.stream().allMatch(SloStatus::isCalm)
                && hardDown.values().stream().allMatch(state -> state.badInRow() == 0 && !state.isDown())
                && (certificate == null || !certificate.due());
    }

    /** What the next round must be given. */
    public CheckMemory memory() {
        Map<String, Map<BurnRule, RuleState>> firing = new HashMap<>();
        for (SloStatus status : slos) {
            for (RuleStatus rule : status.rules()) {
                if (rule.state().firing()) {
                    firing.computeIfAbsent(status.slo().name(), name -> new HashMap<>())
                            .put(rule.rule(), rule.state());
                }
            }
        }
        return new CheckMemory(firing, hardDown);
    }
}
