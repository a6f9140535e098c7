package dev.sonde.agent.expect;

import dev.sonde.contract.result.FailureReason;

/**
 * The first expectation an answer did not meet.
 *
 * @param detail for people: what was seen, and what was expected; may quote the answer
 */
public record Violation(FailureReason reason, String detail) {}
