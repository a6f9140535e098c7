package dev.sonde.collector.incident;

import dev.sonde.collector.slo.Severity;
import java.time.Instant;

/**
 * A stretch of an incident between two changes that must be heard apart: from the opening, a rise or a fall to the next
 * rise, fall or the resolve. Immutable.
 *
 * @param number 1 for the first of an incident
 * @param severity throughout the spell
 * @param subject the check as it was when the spell began: what identifies the spell does not change with the
 *     configuration
 */
public record Spell(int number, Severity severity, Instant startedAt, Subject subject) {}
