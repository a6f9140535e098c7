package dev.sonde.contract.report;

import dev.sonde.contract.result.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the run that looks again after the failure of a slot's own run. It never touches the slot's word.
 * Immutable.
 *
 * @param slot n of the slot whose run failed
 * @param outcome of the confirming run; null while it has not ended
 */
public record Confirmation(long slot, @Nullable Outcome outcome) {
    /** Whether the confirming run found the target well. */
    public boolean refutes() {
        return outcome instanceof Outcome.Success;
    }

    /** Whether the confirming run has not ended. */
    public boolean isPending() {
        return outcome == null;
    }
}
