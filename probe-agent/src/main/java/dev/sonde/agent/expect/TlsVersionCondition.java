package dev.sonde.agent.expect;

import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.FailureReason;
import org.jspecify.annotations.Nullable;

/** That the peer speaks no older TLS than this one. */
record TlsVersionCondition(TlsVersion least) implements Condition {
    @Override
    public @Nullable Violation violation(Judging judging) {
        String spoken = judging.answer().tlsVersion();
        for (TlsVersion version : TlsVersion.values()) {
            if (version.label().equals(spoken) && version.compareTo(least) >= 0) {
                return null;
            }
        }
        String seen = spoken.isEmpty() ? "none, the answer came in clear text" : judging.shown(spoken);
        return new Violation(
                FailureReason.ASSERTION, "TLS version: " + seen + " (expected: at least " + least.label() + ")");
    }
}
