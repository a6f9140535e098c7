package dev.sonde.agent.expect;

/** Judging an answer took longer than it may: nothing is known of it, through no fault of the target's that is proven. */
public final class OverBudgetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverBudgetException(String message) {
        super(message, null, false, false);
    }
}
