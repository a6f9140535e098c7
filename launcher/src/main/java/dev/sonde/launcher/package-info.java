/**
 * One jar, one {@code main}: builds the roots of agent and collector from the command line. It holds no logic
 * of its own.
 */
@NullMarked
package dev.sonde.launcher;

import org.jspecify.annotations.NullMarked;
