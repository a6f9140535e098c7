package dev.sonde.collector.slo;

import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A ticket before the certificate expires. It goes by the last expiry that each location reported and never touches
 * slots. Pure; any thread.
 */
public final class CertificateRule {
    private CertificateRule() {}

    /**
     * @param expiries last reported, by location
     * @param warn a ticket is due when less time is left; zero is off
     * @return null when the rule is off or no location has reported a certificate
     */
    public static @Nullable CertificateStatus judge(Map<Location, Instant> expiries, Duration warn, Instant now) {
        if (warn.isZero() || expiries.isEmpty()) {
            return null;
        }
        Instant earliest = Instant.MAX;
        TreeSet<Location> locations = new TreeSet<>();
        for (Map.Entry<Location, Instant> each : expiries.entrySet()) {
            int order = each.getValue().compareTo(earliest);
            if (order < 0) {
                earliest = each.getValue();
                locations.clear();
            }
            if (order <= 0) {
                locations.add(each.getKey());
            }
        }
        return new CertificateStatus(earliest, locations, warn, isLess(earliest, warn, now));
    }

    private static boolean isLess(Instant expiry, Duration warn, Instant now) {
        return Duration.between(now, expiry).compareTo(warn) < 0;
    }
}
