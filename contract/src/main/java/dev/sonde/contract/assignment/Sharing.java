package dev.sonde.contract.assignment;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets checks share what is equal in them: an agent holds thousands that say the same of TLS, time and the answer. Belongs to
 * one list of checks.
 */
final class Sharing {
    private final Map<Object, Object> known = new HashMap<>();

    private Sharing() {}

    static List<AssignedCheck> of(List<AssignedCheck> checks) {
        Sharing sharing = new Sharing();
        return checks.stream().map(sharing::shared).toList();
    }

    private AssignedCheck shared(AssignedCheck assigned) {
        Check check = assigned.check();
        Check alike = check.toBuilder()
                .interval(one(check.interval()))
                .timeout(one(check.timeout()))
                .certificateWarn(one(check.certificateWarn()))
                .priority(one(check.priority()))
                .conduct(one(check.conduct()))
                .target(target(check.target()))
                .build();
        return new AssignedCheck(alike, one(assigned.limits()));
    }

    private Target target(Target target) {
        return target instanceof HttpTarget http
                ? http.toBuilder()
                        .method(one(http.method()))
                        .redirects(one(http.redirects()))
                        .tls(one(http.tls()))
                        .network(one(http.network()))
                        .expect(one(http.expect()))
                        .build()
                : target;
    }

    @SuppressWarnings("unchecked") // equal records, strings, durations and lists are of one type
    private <T> T one(T value) {
        T before = (T) known.putIfAbsent(value, value);
        return before == null ? value : before;
    }
}
