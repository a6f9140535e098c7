package dev.sonde.agent.blackbox.module;

import org.jspecify.annotations.Nullable;

/**
 * Which of a name's addresses is probed, and from where.
 *
 * @param preferred the family taken if the name has it
 * @param fallback whether the other is taken if not
 * @param source address to probe from; null leaves it to the system
 */
public record IpChoice(
        Family preferred, boolean fallback, @Nullable String source) {
    /** A family of addresses. */
    public enum Family {
        IP4,
        IP6
    }
}
