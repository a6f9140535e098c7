package dev.sonde.agent.probe;

/**
 * How long one step of a run took, and whether it was as expected. Immutable.
 *
 * @param name of the step, unique in its check
 */
public record StepTime(String name, long nanos, boolean good) {}
